package org.kaappliance.clientkit.golden;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * One drive of every clone.
 *
 * @param drive the golden node's name of it: {@code sda}; a node maps it to a disk of its own
 * @param table its partitions
 * @param bootable the partition with the active flag: the primary one that carries {@code /boot} or {@code /}
 */
public record DrivePlan(String drive, PartitionTable table, OptionalInt bootable) {
    public DrivePlan {
        Objects.requireNonNull(drive, "drive");
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(bootable, "bootable");
    }
}
