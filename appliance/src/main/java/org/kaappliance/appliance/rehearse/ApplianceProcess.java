package org.kaappliance.appliance.rehearse;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.kaappliance.appliance.control.ControlClient;

/** An appliance of the rehearsal's own, of the same program, in the rehearsal's network. */
final class ApplianceProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(120);
    private static final int STOP_SECONDS = 3;
    private static final int LAST_LINES = 5;

    private final Process process;
    private final RehearsalFiles files;

    private ApplianceProcess(Process process, RehearsalFiles files) {
        this.process = process;
        this.files = files;
    }

    /** Starts it; its settings are in their file. */
    static ApplianceProcess start(RehearsalNetwork network, RehearsalFiles files, Class<?> program) throws IOException {
        Process process = new ProcessBuilder(network.inside(command(program, files.settings())))
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(files.applianceLog().toFile())
                .start();
        return new ApplianceProcess(process, files);
    }

    /** What this process runs, too: the same jar, or the same classes. */
    private static List<String> command(Class<?> program, Path settings) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName(),
                "--config",
                settings.toString());
    }

    /** Returns when it answers. @throws IOException with its last lines, when it ended or does not answer */
    ControlClient awaitAnswer() throws IOException {
        ControlClient client = new ControlClient(files.controlSocket());
        long end = System.nanoTime() + START.toNanos();
        while (!hasEndedWithin(300) && System.nanoTime() < end) {
            try {
                client.ask(Map.of("command", "status"), line -> {});
                return client;
            } catch (IOException e) {
                // not yet
            }
        }
        throw new IOException(
                "the rehearsal's appliance " + (process.isAlive() ? "does not answer" : "ended") + ":\n" + lastLines());
    }

    private boolean hasEndedWithin(long milliseconds) throws IOException {
        try {
            return process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private String lastLines() throws IOException {
        List<String> lines = Files.readAllLines(files.applianceLog());
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }

    /** Asks it to stop; what it has stored is nobody's any more, so it is not waited for long. */
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
