package org.kaappliance.clientkit.node;

import java.util.Objects;
import org.kaappliance.clientkit.golden.GoldenDevice;
import org.kaappliance.config.ByteSize;

/**
 * A disk of this machine.
 *
 * @param name without {@code /dev/}: {@code vda}
 * @param size its size
 * @param sectorBytes its logical sector
 * @param use whether it may be written
 */
record NodeDisk(String name, ByteSize size, int sectorBytes, Use use) {
    /** Whether a disk may be written. */
    enum Use {
        FREE,
        MOUNTED,
        REMOVABLE,
        READ_ONLY
    }

    NodeDisk {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(size, "size");
        Objects.requireNonNull(use, "use");
    }

    String path() {
        return "/dev/" + name;
    }

    String partitionPath(int partition) {
        return GoldenDevice.path(name, partition);
    }
}
