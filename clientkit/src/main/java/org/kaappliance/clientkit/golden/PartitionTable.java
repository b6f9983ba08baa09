package org.kaappliance.clientkit.golden;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The partitions that a drive shall have, without a disk's size.
 *
 * @param label the kind of the table
 * @param entries in the order in which they stand on the disk; logical ones after the extended one
 */
public record PartitionTable(DiskLabel label, List<PartitionEntry> entries) {
    public PartitionTable {
        Objects.requireNonNull(label, "label");
        entries = List.copyOf(entries);
    }

    /**
     * Reads the seed's {@code desc} format: a line for each partition, {@code [logical] TYPE SIZE}. TYPE is {@code linux}, {@code swap},
     * {@code extended} or {@code typeXX} with a hexadecimal MBR type; SIZE is a number of megabytes (of 2^20 bytes, as fdisk's {@code +NM})
     * or {@code fill}. {@code #} begins a comment. Primary and extended partitions are numbered from 1, logical ones from 5.
     *
     * @throws PlanException with every problem and its line number
     */
    public static PartitionTable parseDesc(String text) throws PlanException {
        DescParser parser = new DescParser();
        text.lines().forEach(parser::line);
        return new PartitionTable(DiskLabel.DOS, parser.end());
    }

    public Optional<PartitionEntry> number(int partition) {
        return entries.stream().filter(e -> e.number() == partition).findFirst();
    }

    public List<PartitionEntry> atLevel(PartitionEntry.Level level) {
        return entries.stream().filter(e -> e.level() == level).toList();
    }

    /** An MBR in the seed's format again, one line each. */
    public List<String> descLines() {
        return entries.stream().map(PartitionTable::descLine).toList();
    }

    private static String descLine(PartitionEntry e) {
        String size = e.fill() ? "fill" : Long.toString(e.mebibytes().getAsLong());
        String prefix = e.level() == PartitionEntry.Level.LOGICAL ? "logical " : "";
        return prefix + "type" + e.type() + " " + size;
    }
}
