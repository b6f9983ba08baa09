package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.kaappliance.clientkit.golden.PartitionEntry.Level;

/** Computes where each partition stands. Counts in MiB, since every partition starts and ends on one. */
final class PartitionLayout {
    private static final int GPT_ENTRIES = 128;

    private final DiskGeometry disk;
    private final OptionalInt bootable;
    private final List<PlannedPartition> planned = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    PartitionLayout(DiskGeometry disk, OptionalInt bootable) {
        this.disk = disk;
        this.bootable = bootable;
    }

    List<PlannedPartition> lay(PartitionTable table) throws PlanException {
        table.entries().forEach(entry -> requireFit(entry, table.label()));
        long end = disk.endMib(table.label());
        long next = 1;
        for (PartitionEntry entry : table.entries()) {
            if (entry.level() != Level.LOGICAL) {
                long size = sizeOf(entry, end - next);
                place(entry, next, size);
                if (entry.level() == Level.EXTENDED) {
                    layLogical(table.atLevel(Level.LOGICAL), next, size);
                }
                next += size;
            }
        }
        if (next > end) {
            problems.add(tooSmall(table.label(), next, end));
        }
        if (!problems.isEmpty()) {
            throw new PlanException(problems);
        }
        planned.sort((a, b) -> Integer.compare(a.entry().number(), b.entry().number()));
        return planned;
    }

    private void requireFit(PartitionEntry entry, DiskLabel label) {
        boolean gpt = label == DiskLabel.GPT;
        if (gpt == entry.type().isMbr()) {
            problems.add("partition " + entry.number() + " has type " + entry.type() + ", which a table of kind "
                    + label.text() + " does not know");
        } else if (gpt && (entry.level() != Level.PRIMARY || entry.number() < 1 || entry.number() > GPT_ENTRIES)) {
            problems.add("a GPT has partitions 1 to " + GPT_ENTRIES + ", all of one level; partition " + entry.number()
                    + " is " + entry.level());
        }
    }

    private String tooSmall(DiskLabel label, long needed, long end) {
        if (label == DiskLabel.DOS && needed <= disk.wholeMib()) {
            return "the partitions need " + needed + " MiB, an MBR ends at " + end + " MiB: describe the drive as GPT";
        }
        return "the partitions need " + needed + " MiB, the disk has " + end + " MiB (" + disk.size() + ")";
    }

    private void layLogical(List<PartitionEntry> logicals, long extendedStart, long extendedSize) {
        long next = extendedStart;
        long end = extendedStart + extendedSize;
        for (int i = 0; i < logicals.size(); i++) {
            long start = next + 1;
            long left = end - start;
            long size = sizeOf(logicals.get(i), left);
            // The seed's fdisk_to_desc writes logical sizes that add up to the extended one: the last gives way to the
            // EBRs.
            boolean last = i == logicals.size() - 1;
            if (last && size > left && size - left <= logicals.size()) {
                size = left;
            }
            place(logicals.get(i), start, size);
            next = start + size;
        }
        if (next > end) {
            problems.add("the logical partitions need " + (next - extendedStart) + " MiB, the extended partition has "
                    + extendedSize + " MiB");
        }
    }

    private static long sizeOf(PartitionEntry entry, long leftMib) {
        return entry.mebibytes().orElse(leftMib);
    }

    private void place(PartitionEntry entry, long startMib, long sizeMib) {
        if (sizeMib < 1) {
            problems.add("nothing is left for partition " + entry.number());
        }
        boolean active = bootable.isPresent() && bootable.getAsInt() == entry.number();
        long perMib = disk.sectorsPerMib();
        planned.add(new PlannedPartition(entry, startMib * perMib, sizeMib * perMib, active));
    }
}
