package org.kaappliance.clientkit.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which parts of a partition hold something. Told by partclone, where there is one for the file system; it writes the map in the form of GNU
 * ddrescue.
 */
public final class UsedBlocks {
    /** An extent in bytes. */
    public record Extent(long offset, long length) {
        long end() {
            return offset + length;
        }
    }

    /** A page of the largest kind at least, with UUID and label; what was swapped out is nobody's on another machine. */
    private static final long SWAP_HEADER_BYTES = 1 << 20;

    private UsedBlocks() {}

    /**
     * The used parts of a partition, ascending; the whole of it when nobody can tell.
     *
     * @throws IOException when partclone knows the file system and fails: a file system that is mounted or damaged is not copied by guess
     */
    static List<Extent> of(Path device, long size) throws IOException {
        Optional<String> type = fileSystem(device);
        if (type.filter("swap"::equals).isPresent()) {
            return List.of(new Extent(0, Math.min(size, SWAP_HEADER_BYTES)));
        }
        if (type.isEmpty() || !HostProgram.exists("partclone." + type.get())) {
            return List.of(new Extent(0, size));
        }
        Path map = Files.createTempFile("ka-used", ".map");
        try {
            Path log = Path.of(map + ".log");
            HostProgram.run(List.of(
                    "partclone." + type.get(),
                    "-D",
                    "-s",
                    device.toString(),
                    "-O",
                    map.toString(),
                    "-L",
                    log.toString()));
            Files.deleteIfExists(log);
            return parse(Files.readAllLines(map), size);
        } finally {
            Files.deleteIfExists(map);
        }
    }

    /**
     * Reads a map of GNU ddrescue (manual, "Mapfile structure"): lines {@code 0xOFFSET 0xLENGTH +} of what is used, {@code ?} of what is not; the first
     * line that is no comment is the state of a run. What no line names is used: behind an NTFS lies its second boot sector, which is not part of it.
     *
     * @throws IOException when a line is none, or ends behind the partition
     */
    static List<Extent> parse(List<String> lines, long size) throws IOException {
        List<Extent> used = new ArrayList<>();
        List<String> body = lines.stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        long known = 0;
        for (String line : body.subList(Math.min(1, body.size()), body.size())) {
            if (!line.matches("0x[0-9A-Fa-f]{1,15}\\s+0x[0-9A-Fa-f]{1,15}\\s+[?*/+-].*")) {
                throw new IOException("not a line of a map of used blocks: " + line);
            }
            String[] words = line.split("\\s+");
            Extent extent = new Extent(Long.decode(words[0]), Long.decode(words[1]));
            if (extent.end() > size || extent.offset() < known) {
                throw new IOException("a line of the map of used blocks is not where it can be: " + line);
            }
            add(used, new Extent(known, extent.offset() - known));
            add(used, words[2].startsWith("+") ? extent : new Extent(extent.offset(), 0));
            known = extent.end();
        }
        add(used, new Extent(known, size - known));
        return used;
    }

    static void add(List<Extent> used, Extent extent) {
        if (extent.length() > 0) {
            used.add(extent);
        }
    }

    private static Optional<String> fileSystem(Path device) throws IOException {
        try {
            String type = HostProgram.run(List.of("blkid", "-p", "-s", "TYPE", "-o", "value", device.toString()))
                    .trim();
            return type.matches("[a-z0-9_]+") ? Optional.of(type) : Optional.empty();
        } catch (HostProgram.Failure e) {
            return Optional.empty(); // blkid's way to say that it knows nothing of it
        }
    }
}
