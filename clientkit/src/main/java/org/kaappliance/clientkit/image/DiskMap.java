package org.kaappliance.clientkit.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What of a whole disk travels: its start, what is used of each partition, and whatever lies between them. What lies behind the last one does not: it is the
 * copy of a GPT, which the node makes for its own disk. A disk without partitions, or with Windows' dynamic ones, travels whole.
 *
 * @param used ascending
 * @param neededBytes what another disk has to have
 * @param diskBytes of this disk
 * @param sectorBytes its logical sector
 */
public record DiskMap(List<UsedBlocks.Extent> used, long neededBytes, long diskBytes, int sectorBytes) {
    private static final long PARTX_SECTOR = 512;
    private static final Set<String> EXTENDED = Set.of("0x5", "0xf", "0x85");
    /** Of Windows' logical disk manager, whose database is behind the last partition. */
    private static final String DYNAMIC = "0x42";

    public DiskMap {
        used = List.copyOf(used);
    }

    /** A partition as {@code partx} tells it. */
    record Part(int number, long start, long bytes, String type, String scheme) {
        long end() {
            return start + bytes;
        }

        boolean isExtended() {
            return scheme.equals("dos") && EXTENDED.contains(type);
        }
    }

    /** How much travels. */
    public long usedBytes() {
        return used.stream().mapToLong(UsedBlocks.Extent::length).sum();
    }

    /**
     * Reads a disk, or an image that is attached.
     *
     * @param device with a device for each partition
     * @throws IOException also when a partition table or a file system is damaged: nothing is copied by guess
     */
    public static DiskMap of(Path device) throws IOException {
        int sectorBytes = Integer.parseInt(HostProgram.run(List.of("blockdev", "--getss", device.toString()))
                .strip());
        try (FileChannel channel = FileChannel.open(device, StandardOpenOption.READ)) {
            long size = channel.size();
            ByteBuffer start = ByteBuffer.allocate((int) Math.min(size, GuidTable.START_BYTES));
            while (start.hasRemaining() && channel.read(start, start.position()) >= 0) {
                // until it is full
            }
            Optional<GuidTable> table = GuidTable.read(start.array(), sectorBytes);
            List<Part> parts = parts(device);
            List<UsedBlocks.Extent> used = new ArrayList<>();
            if (isWhole(parts)) {
                used.addAll(parts.isEmpty() ? UsedBlocks.of(device, size) : List.of(new UsedBlocks.Extent(0, size)));
                return new DiskMap(withStart(used, start.capacity()), size, size, sectorBytes);
            }
            long end = addAll(device, parts, used);
            long needed = parts.stream().mapToLong(Part::end).max().orElse(end)
                    + table.map(GuidTable::copyBytes).orElse(0L);
            if (needed > size) {
                throw new IOException(
                        "the partitions of " + device + " end at byte " + needed + ", the disk at " + size);
            }
            return new DiskMap(withStart(used, start.capacity()), needed, size, sectorBytes);
        }
    }

    private static boolean isWhole(List<Part> parts) {
        return parts.isEmpty()
                || parts.stream()
                        .anyMatch(p -> p.scheme().equals("dos")
                                ? p.type().equals(DYNAMIC)
                                : !p.scheme().equals("gpt"));
    }

    private static long addAll(Path device, List<Part> parts, List<UsedBlocks.Extent> used) throws IOException {
        long known = 0;
        for (Part part : parts.stream()
                .filter(p -> !p.isExtended())
                .sorted(Comparator.comparingLong(Part::start))
                .toList()) {
            if (part.start() < known) {
                throw new IOException("partition " + part.number() + " of " + device + " overlaps another one");
            }
            UsedBlocks.add(used, new UsedBlocks.Extent(known, part.start() - known));
            for (UsedBlocks.Extent extent : UsedBlocks.of(partition(device, part.number()), part.bytes())) {
                used.add(new UsedBlocks.Extent(part.start() + extent.offset(), extent.length()));
            }
            known = part.end();
        }
        return known;
    }

    private static Path partition(Path device, int number) throws IOException {
        Path path = Path.of(device + (device.toString().matches(".*\\d") ? "p" : "") + number);
        if (!Files.exists(path)) {
            throw new IOException("the kernel has no " + path + ", which the partition table names");
        }
        return path;
    }

    /** All of the start in one piece, which the node keeps back until the rest is there. */
    static List<UsedBlocks.Extent> withStart(List<UsedBlocks.Extent> used, long startBytes) {
        List<UsedBlocks.Extent> all = new ArrayList<>(List.of(new UsedBlocks.Extent(0, startBytes)));
        for (UsedBlocks.Extent extent : used) {
            long from = Math.max(extent.offset(), startBytes);
            UsedBlocks.add(all, new UsedBlocks.Extent(from, extent.end() - from));
        }
        return all;
    }

    /** Its exit code is 1 where there is no table. */
    private static List<Part> parts(Path device) throws IOException {
        try {
            return parse(HostProgram.run(List.of(
                    "partx", "--raw", "--noheadings", "--output", "NR,START,SECTORS,TYPE,SCHEME", device.toString())));
        } catch (HostProgram.Failure e) {
            if (e.getMessage().contains("failed to read partition table")) {
                return List.of();
            }
            throw e;
        }
    }

    /** Reads lines like {@code 1 2048 40960 0x7 dos}. */
    static List<Part> parse(String text) throws IOException {
        List<Part> parts = new ArrayList<>();
        for (String line : text.lines().filter(l -> !l.isBlank()).toList()) {
            String[] words = line.strip().split("\\s+");
            if (words.length != 5) {
                throw new IOException("partx names a partition that cannot be understood: " + line);
            }
            parts.add(new Part(
                    Integer.parseInt(words[0]),
                    Long.parseLong(words[1]) * PARTX_SECTOR,
                    Long.parseLong(words[2]) * PARTX_SECTOR,
                    words[3],
                    words[4]));
        }
        return parts;
    }
}
