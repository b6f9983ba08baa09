package org.kaappliance.clientkit.golden;

import java.util.List;
import java.util.Optional;

/**
 * The partitions of a drive in the seed's {@code desc} format: a line for each, {@code [logical] TYPE SIZE}. TYPE is {@code linux},
 * {@code swap}, {@code extended} or {@code typeXX} with a hexadecimal MBR type; SIZE is a number of megabytes (of 2^20 bytes, as fdisk's
 * {@code +NM}) or {@code fill}. {@code #} begins a comment. Primary and extended partitions are numbered from 1, logical ones from 5.
 *
 * @param entries in the order of the text
 */
public record PartitionDescription(List<DescEntry> entries) {
    public PartitionDescription {
        entries = List.copyOf(entries);
    }

    /**
     * Reads a description.
     *
     * @throws PlanException with every problem and its line number
     */
    public static PartitionDescription parse(String text) throws PlanException {
        DescParser parser = new DescParser();
        text.lines().forEach(parser::line);
        return new PartitionDescription(parser.end());
    }

    public Optional<DescEntry> number(int partition) {
        return entries.stream().filter(e -> e.number() == partition).findFirst();
    }

    public List<DescEntry> atLevel(DescEntry.Level level) {
        return entries.stream().filter(e -> e.level() == level).toList();
    }

    /** The description as text again, one line each. */
    public List<String> lines() {
        return entries.stream().map(PartitionDescription::line).toList();
    }

    private static String line(DescEntry e) {
        String size = e.fill() ? "fill" : Long.toString(e.mebibytes().getAsLong());
        String prefix = e.level() == DescEntry.Level.LOGICAL ? "logical " : "";
        return prefix + "type" + Integer.toHexString(e.type()) + " " + size;
    }
}
