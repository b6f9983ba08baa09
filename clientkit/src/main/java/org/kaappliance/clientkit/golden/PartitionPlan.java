package org.kaappliance.clientkit.golden;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.kaappliance.config.ByteSize;

/**
 * A description laid out on a disk of a certain size. Every partition starts on a MiB; in front of each logical one a MiB is left for its
 * EBR (the extended boot record that links the logical partitions). MBR only, sectors of 512 bytes, nothing ends behind 2 TiB.
 *
 * @param partitions in the order of the description
 */
public record PartitionPlan(List<PlannedPartition> partitions) {
    public PartitionPlan {
        partitions = List.copyOf(partitions);
    }

    /**
     * Lays the partitions out.
     *
     * @param table what is wanted
     * @param disk the size of the disk
     * @param bootable the number of the partition that gets the active flag
     * @throws PlanException when they do not fit
     */
    public static PartitionPlan of(PartitionTable table, ByteSize disk, OptionalInt bootable) throws PlanException {
        return new PartitionPlan(new PartitionLayout(disk, bootable).lay(table));
    }

    /** Input for {@code sfdisk}: exact, numbered, so that it decides nothing itself. */
    public String sfdiskScript() {
        return "label: dos\nunit: sectors\n\n"
                + partitions.stream().map(p -> p.sfdiskLine() + "\n").collect(Collectors.joining());
    }
}
