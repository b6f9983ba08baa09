package org.kaappliance.clientkit.golden;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * A description laid out on a disk of a certain size. Every partition starts and ends on a MiB; in front of each logical one a MiB is left for
 * its EBR (the extended boot record that links the logical partitions); of a GPT both ends are left for its two copies. Nothing of an MBR ends
 * behind 2^32 sectors (2 TiB of 512 bytes, 16 TiB of 4096).
 *
 * @param label the kind of the table
 * @param disk what it was laid out for; all numbers are in its sectors
 * @param partitions by number
 */
public record PartitionPlan(DiskLabel label, DiskGeometry disk, List<PlannedPartition> partitions) {
    public PartitionPlan {
        partitions = List.copyOf(partitions);
    }

    /**
     * Lays the partitions out.
     *
     * @param table what is wanted
     * @param disk the disk
     * @param bootable the number of the partition that gets the active flag; in a GPT the attribute "legacy BIOS bootable"
     * @throws PlanException when they do not fit
     */
    public static PartitionPlan of(PartitionTable table, DiskGeometry disk, OptionalInt bootable) throws PlanException {
        return new PartitionPlan(table.label(), disk, new PartitionLayout(disk, bootable).lay(table));
    }

    /** Input for {@code sfdisk}: exact, numbered, so that it decides nothing itself. */
    public String sfdiskScript() {
        return "label: " + label.text() + "\nunit: sectors\n\n"
                + partitions.stream().map(p -> p.sfdiskLine(label) + "\n").collect(Collectors.joining());
    }

    /** The size of a partition in bytes. */
    long bytes(PlannedPartition partition) {
        return partition.sectors() * disk.sectorBytes();
    }
}
