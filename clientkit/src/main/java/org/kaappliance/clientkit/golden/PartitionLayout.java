package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.kaappliance.clientkit.golden.PartitionEntry.Level;
import org.kaappliance.config.ByteSize;

/** Computes where each partition stands. */
final class PartitionLayout {
    private static final long SECTORS_PER_MIB = 2048;
    /** An MBR entry has 32 bits for the start and 32 for the length; this keeps their sum in 32 bits, too. */
    private static final long MBR_END = (1L << 32) - SECTORS_PER_MIB;

    private final ByteSize disk;
    private final long diskEnd;
    private final OptionalInt bootable;
    private final List<PlannedPartition> planned = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    PartitionLayout(ByteSize disk, OptionalInt bootable) {
        this.disk = disk;
        this.diskEnd = Math.min(MBR_END, (disk.bytes() >> 20) * SECTORS_PER_MIB);
        this.bootable = bootable;
    }

    List<PlannedPartition> lay(PartitionTable table) throws PlanException {
        long next = SECTORS_PER_MIB;
        for (PartitionEntry entry : table.entries()) {
            if (entry.level() != Level.LOGICAL) {
                PlannedPartition partition = place(entry, next, sizeOf(entry, diskEnd - next));
                next = partition.endSector();
                if (entry.level() == Level.EXTENDED) {
                    layLogical(table.atLevel(Level.LOGICAL), partition);
                }
            }
        }
        if (next > diskEnd) {
            problems.add(
                    "the partitions need " + mib(next) + " MiB, the disk has " + mib(diskEnd) + " MiB (" + disk + ")");
        }
        if (!problems.isEmpty()) {
            throw new PlanException(problems);
        }
        planned.sort((a, b) -> Integer.compare(a.entry().number(), b.entry().number()));
        return planned;
    }

    private void layLogical(List<PartitionEntry> logicals, PlannedPartition extended) {
        long next = extended.startSector();
        for (int i = 0; i < logicals.size(); i++) {
            long start = next + SECTORS_PER_MIB;
            long left = extended.endSector() - start;
            long size = sizeOf(logicals.get(i), left);
            // The seed's fdisk_to_desc writes logical sizes that add up to the extended one: the last gives way to the
            // EBRs.
            boolean last = i == logicals.size() - 1;
            if (last && size > left && size - left <= logicals.size() * SECTORS_PER_MIB) {
                size = left;
            }
            next = place(logicals.get(i), start, size).endSector();
        }
        if (next > extended.endSector()) {
            problems.add("the logical partitions need " + mib(next - extended.startSector())
                    + " MiB, the extended partition has " + mib(extended.sectors()) + " MiB");
        }
    }

    private static long sizeOf(PartitionEntry entry, long leftSectors) {
        return entry.fill() ? leftSectors : entry.mebibytes().getAsLong() * SECTORS_PER_MIB;
    }

    private PlannedPartition place(PartitionEntry entry, long startSector, long sectors) {
        if (sectors < SECTORS_PER_MIB) {
            problems.add("nothing is left for partition " + entry.number());
        }
        boolean active = bootable.isPresent() && bootable.getAsInt() == entry.number();
        PlannedPartition partition = new PlannedPartition(entry, startSector, sectors, active);
        planned.add(partition);
        return partition;
    }

    private static long mib(long sectors) {
        return sectors / SECTORS_PER_MIB;
    }
}
