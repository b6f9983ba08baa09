package org.kaappliance.clientkit.golden;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One drive of every clone.
 *
 * @param drive the golden node's name of it: {@code sda}; a node maps it to a disk of its own
 * @param table its partitions
 * @param bootable the partition with the active flag: the primary one that carries {@code /boot} or {@code /}
 * @param image that becomes the whole drive; nothing else is made on it then, and the table is empty
 */
public record DrivePlan(String drive, PartitionTable table, OptionalInt bootable, Optional<DriveImage> image) {
    public DrivePlan {
        Objects.requireNonNull(drive, "drive");
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(bootable, "bootable");
        Objects.requireNonNull(image, "image");
    }

    /** One with partitions of its own. */
    public DrivePlan(String drive, PartitionTable table, OptionalInt bootable) {
        this(drive, table, bootable, Optional.empty());
    }

    /** One that is copied whole. */
    static DrivePlan copied(String drive, DriveImage image) {
        return new DrivePlan(
                drive, new PartitionTable(DiskLabel.DOS, List.of()), OptionalInt.empty(), Optional.of(image));
    }
}
