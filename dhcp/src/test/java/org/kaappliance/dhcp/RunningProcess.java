package org.kaappliance.dhcp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A child process; what it prints can be waited for. */
public final class RunningProcess implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 60;

    private final Process process;
    private final Thread reader;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    public RunningProcess(Process process) {
        this.process = process;
        reader = new Thread(this::read, "process-output");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            output.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add("output ended: " + e.getMessage());
        }
    }

    /** Takes lines up to the first that contains the text, and returns that one. */
    public String await(String text) throws InterruptedException {
        List<String> before = new ArrayList<>();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (true) {
            String line = lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new AssertionError("no \"" + text + "\" in time, only " + before);
            }
            if (line.contains(text)) {
                return line;
            }
            before.add(line);
        }
    }

    /** Ends {@link ServerMain} in the orderly way. */
    public void stop() throws IOException, InterruptedException {
        process.getOutputStream().close();
        await("CLOSED");
        process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** What it has printed and nobody awaited, once it has ended. */
    public List<String> rest() throws InterruptedException {
        reader.join(TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
        return List.copyOf(lines);
    }

    /** Ends it and waits for that. */
    public void end() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
