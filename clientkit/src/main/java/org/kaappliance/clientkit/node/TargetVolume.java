package org.kaappliance.clientkit.node;

import org.kaappliance.clientkit.golden.Volume;

/**
 * A file system or swap area on this machine.
 *
 * @param volume as planned
 * @param device {@code /dev/vda2}
 */
record TargetVolume(Volume volume, String device) {
    boolean mountedAt(String mountPoint) {
        return volume.mountedAt(mountPoint);
    }
}
