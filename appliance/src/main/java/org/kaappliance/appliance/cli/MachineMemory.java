package org.kaappliance.appliance.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kaappliance.config.ByteSize;

/**
 * The memory that there is.
 *
 * @param machine all of it; empty when the machine does not say
 * @param process the most that the JVM may take for its heap, and again for its buffers
 */
record MachineMemory(Optional<ByteSize> machine, ByteSize process) {
    private static final long MIB = 1 << 20;
    private static final long MIN_WINDOW_MIB = 16;
    private static final Pattern TOTAL = Pattern.compile("MemTotal:\\s+(\\d{1,15}) kB");

    static MachineMemory ofThisMachine() {
        return new MachineMemory(
                readTotal(Path.of("/proc/meminfo")),
                new ByteSize(Runtime.getRuntime().maxMemory()));
    }

    private static Optional<ByteSize> readTotal(Path meminfo) {
        try {
            return total(Files.readAllLines(meminfo));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What the lines of proc(5) meminfo say. */
    static Optional<ByteSize> total(List<String> lines) {
        return lines.stream()
                .map(TOTAL::matcher)
                .filter(Matcher::matches)
                .map(total -> new ByteSize(Long.parseLong(total.group(1)) << 10))
                .findFirst();
    }

    /** How much of a stream to keep for nodes that lose their parent, when nobody says: whole MiB. */
    ByteSize window() {
        long share = machine.map(ByteSize::bytes).orElse(0L) / 64 / MIB;
        long wanted = Math.max(64, Math.min(256, share));
        return ByteSize.ofMebibytes(Math.max(MIN_WINDOW_MIB, Math.min(wanted, process.bytes() / 2 / MIB)));
    }
}
