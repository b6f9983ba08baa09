package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Timer;
import java.util.TimerTask;

/** Watches how much memory the cloning takes: the least that the machine had left, and the most that this program had. Any thread. */
final class MemoryWatch implements AutoCloseable {
    private static final long LOOK_EVERY_MILLIS = 500;

    private final Path proc;
    private final Timer timer = new Timer("memory", true);
    private long leastAvailableKib = Long.MAX_VALUE;

    private MemoryWatch(Path proc) {
        this.proc = proc;
    }

    /** Looks at once, and every half second until it is closed. @param proc {@code /proc} */
    static MemoryWatch begin(Path proc) throws IOException {
        MemoryWatch watch = new MemoryWatch(proc);
        watch.look();
        watch.timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        try {
                            watch.look();
                        } catch (IOException e) {
                            cancel(); // there is no /proc any more: nobody can look
                        }
                    }
                },
                LOOK_EVERY_MILLIS,
                LOOK_EVERY_MILLIS);
        return watch;
    }

    synchronized void look() throws IOException {
        leastAvailableKib = Math.min(leastAvailableKib, kibibytes("meminfo", "MemAvailable"));
    }

    /** For the log: {@code memory: 96 of 457 MiB left at least, node program 143 MiB at most}. */
    synchronized String text() throws IOException {
        look();
        return "memory: %d of %d MiB left at least, node program %d MiB at most"
                .formatted(
                        leastAvailableKib >> 10,
                        kibibytes("meminfo", "MemTotal") >> 10,
                        kibibytes("self/status", "VmHWM") >> 10);
    }

    @Override
    public void close() {
        timer.cancel();
    }

    /** proc(5): {@code MemAvailable:  312345 kB}. */
    private long kibibytes(String file, String name) throws IOException {
        return Files.readString(proc.resolve(file))
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow(() -> new IOException(file + " has no " + name));
    }
}
