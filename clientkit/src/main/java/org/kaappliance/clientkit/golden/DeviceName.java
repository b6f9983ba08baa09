package org.kaappliance.clientkit.golden;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a block device of the golden node, below {@code /dev}: {@code sda2} (a partition), {@code md0} (software RAID),
 * {@code vg0/root} (a logical volume), {@code mapper/cr_home} (an opened LUKS container). A node has a device of its own for each.
 *
 * @param text without {@code /dev/}
 */
public record DeviceName(String text) implements Comparable<DeviceName> {
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9_+][A-Za-z0-9._+:-]*(/[A-Za-z0-9_+][A-Za-z0-9._+:-]*)?");

    /** @throws IllegalArgumentException when it is no name of a device */
    public DeviceName {
        Objects.requireNonNull(text, "text");
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is no name of a block device");
        }
    }

    /** Partition {@code number} of a drive. */
    public static DeviceName ofPartition(String drive, int number) {
        return new DeviceName(GoldenDevice.path(drive, number).substring("/dev/".length()));
    }

    /** The partition that it is; empty for anything else. */
    public Optional<GoldenDevice> partition() {
        return GoldenDevice.parse(text);
    }

    /** Whether it is a whole drive; false for partitions and for what is made of them. */
    public boolean isDrive() {
        return GoldenDevice.isDrive(text);
    }

    /** {@code /dev/sda2}. */
    public String path() {
        return "/dev/" + text;
    }

    @Override
    public int compareTo(DeviceName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
