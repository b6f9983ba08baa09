package org.kaappliance.clientkit.golden;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * One drive of every clone.
 *
 * @param drive the golden node's name of it: {@code sda}; a node maps it to a disk of its own
 * @param description its partitions, without a disk size
 * @param volumes what is made on them; a partition without one stays raw
 * @param bootable the partition with the active flag: the primary one that carries {@code /boot} or {@code /}
 */
public record DrivePlan(String drive, PartitionDescription description, List<Volume> volumes, OptionalInt bootable) {
    public DrivePlan {
        Objects.requireNonNull(drive, "drive");
        Objects.requireNonNull(description, "description");
        volumes = List.copyOf(volumes);
        Objects.requireNonNull(bootable, "bootable");
    }
}
