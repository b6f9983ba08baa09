package org.kaappliance.clientkit.golden;

import java.util.Objects;

/**
 * A mount point of the golden node.
 *
 * @param device {@code /dev/sda2}
 * @param line the rest of its fstab line: {@code /home ext4 relatime 1 2}
 */
public record MountLine(String device, String line) {
    public MountLine {
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(line, "line");
    }
}
