package org.kaappliance.appliance.rehearse;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A machine that is on, until it is closed. */
final class VirtualMachine implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final int MESSAGE = 300;

    private final MachineName name;
    private final RehearsalFiles files;
    private final Process process;
    private final Qmp monitor;
    private final Instant switchedOn;
    private final ConsoleFile console;

    private VirtualMachine(MachineName name, RehearsalFiles files, Process process, Qmp monitor, Instant switchedOn) {
        this.name = name;
        this.files = files;
        this.process = process;
        this.monitor = monitor;
        this.switchedOn = switchedOn;
        this.console = new ConsoleFile(files.console(name));
    }

    /**
     * Switches a machine on.
     *
     * @param command QEMU's, where its network is
     * @throws IOException with what QEMU says, when it does not start
     */
    static VirtualMachine start(MachineName name, RehearsalFiles files, List<String> command) throws IOException {
        Instant now = Instant.now();
        Process process = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(files.qemuLog(name).toFile())
                .start();
        try {
            return new VirtualMachine(name, files, process, monitor(process, name, files), now);
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static Qmp monitor(Process process, MachineName name, RehearsalFiles files) throws IOException {
        Path socket = files.monitor(name);
        long end = System.nanoTime() + START.toNanos();
        while (!ended(process, 100) && System.nanoTime() < end) {
            if (Files.exists(socket)) {
                try {
                    return Qmp.open(socket);
                } catch (IOException e) {
                    // it is made before it listens
                }
            }
        }
        throw new IOException(name.text() + " did not start: " + said(files.qemuLog(name)));
    }

    private static boolean ended(Process process, long milliseconds) throws IOException {
        try {
            return process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String said(Path log) throws IOException {
        String said = Files.readString(log, StandardCharsets.ISO_8859_1).strip();
        return said.isEmpty() ? "no message" : said.substring(Math.max(0, said.length() - MESSAGE));
    }

    MachineName name() {
        return name;
    }

    Instant switchedOn() {
        return switchedOn;
    }

    /** Why it is off, when it is. */
    Optional<String> ended() throws IOException {
        return process.isAlive()
                ? Optional.empty()
                : Optional.of("the virtual machine ended: " + said(files.qemuLog(name)));
    }

    int resets() {
        return monitor.resets();
    }

    DiskUse diskUse() throws IOException {
        return DiskUse.of(monitor.ask("query-blockstats", Map.of()));
    }

    /** What it has written to its serial line. One thread at a time. */
    ConsoleTail console() throws IOException {
        return console.read();
    }

    /** How much that is. */
    long consoleBytes() throws IOException {
        return console.bytes();
    }

    /** Photographs its screen: PNG where this QEMU can, else PPM. */
    Path photograph() throws IOException {
        Path png = files.screen(name, "png");
        try {
            monitor.ask("screendump", Map.of("filename", png.toString(), "format", "png"));
            return png;
        } catch (IOException e) {
            Files.deleteIfExists(png);
            Path ppm = files.screen(name, "ppm");
            monitor.ask("screendump", Map.of("filename", ppm.toString()));
            return ppm;
        }
    }

    /** Pulls the plug. */
    @Override
    public void close() throws IOException {
        monitor.close();
        process.destroyForcibly();
    }
}
