package org.kaappliance.appliance.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The lines that a process or a console says, each with the time at which it was heard. */
final class LineWatch {
    private final String name;
    private final List<Line> lines = new ArrayList<>();
    private int from;
    private boolean ended;

    /** @param atNanos {@link System#nanoTime} */
    record Line(long atNanos, String text) {}

    /** Reads until the stream's end. */
    LineWatch(String name, InputStream stream) {
        this.name = name;
        Thread reader = new Thread(() -> read(stream), "watch-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    private void read(InputStream stream) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.ISO_8859_1))) {
            reader.lines().forEach(this::heard);
        } catch (IOException | UncheckedIOException e) {
            heard("(" + e.getMessage() + ")");
        }
        end();
    }

    private synchronized void heard(String text) {
        lines.add(new Line(System.nanoTime(), text));
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Waits for a line behind the last one that was waited for. */
    synchronized Line await(String pattern, Duration limit) throws InterruptedException {
        Pattern wanted = Pattern.compile(pattern);
        long deadline = System.nanoTime() + limit.toNanos();
        for (int at = from; ; at++) {
            while (at == lines.size()) {
                long left = deadline - System.nanoTime();
                if (ended || left <= 0) {
                    throw new AssertionError("no \"" + pattern + "\" from " + name + " within " + limit.toSeconds()
                            + " s, only\n" + tail());
                }
                wait(left / 1_000_000 + 1);
            }
            if (wanted.matcher(lines.get(at).text()).find()) {
                from = at + 1;
                return lines.get(at);
            }
        }
    }

    /** The last lines. */
    synchronized String tail() {
        return String.join(
                "\n",
                lines.subList(Math.max(0, lines.size() - 25), lines.size()).stream()
                        .map(Line::text)
                        .toList());
    }

    synchronized boolean hasSaid(String pattern) {
        Pattern wanted = Pattern.compile(pattern);
        return lines.stream().anyMatch(line -> wanted.matcher(line.text()).find());
    }
}
