package org.kaappliance.appliance.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** One line that is painted over in place, with lines that stay above it. Not thread-safe. */
final class ProgressLine {
    private static final Duration REPAINT = Duration.ofMillis(450);
    private static final Duration LOG = Duration.ofSeconds(10);
    private static final String ERASE_TO_END = "\u001b[K"; // ECMA-48 EL

    private final PrintStream out;
    private final int width;
    private final Duration interval;
    private final LongSupplier nanoTime;
    private long lastNanos;
    private String painted = "";

    private ProgressLine(PrintStream out, int width, Duration interval, LongSupplier nanoTime) {
        this.out = out;
        this.width = width;
        this.interval = interval;
        this.nanoTime = nanoTime;
        this.lastNanos = nanoTime.getAsLong() - REPAINT.toNanos();
    }

    /** What suits standard error. */
    static ProgressLine onStderr() {
        return Terminal.is(Terminal.STDERR)
                ? repainted(System.err, Terminal.width(), System::nanoTime)
                : logged(System.err, System::nanoTime);
    }

    /** At most about twice a second, cut to the width in columns. */
    static ProgressLine repainted(PrintStream out, int width, LongSupplier nanoTime) {
        return new ProgressLine(out, width, REPAINT, nanoTime);
    }

    /** For a file: nothing is painted over, and one line each 10 s is enough. */
    static ProgressLine logged(PrintStream out, LongSupplier nanoTime) {
        return new ProgressLine(out, 0, LOG, nanoTime);
    }

    /** A line that stays. */
    void say(String line) {
        String kept = painted;
        clear();
        out.println(line);
        paint(kept);
        out.flush();
    }

    /** The line in place, when it is time for another. */
    void show(Supplier<String> line) {
        long now = nanoTime.getAsLong();
        if (now - lastNanos < interval.toNanos()) {
            return;
        }
        lastNanos = now;
        if (width > 0) {
            paint(line.get());
        } else {
            out.println(line.get());
        }
        out.flush();
    }

    /** Takes the line away. */
    void clear() {
        if (!painted.isEmpty()) {
            out.print('\r' + ERASE_TO_END);
            out.flush();
            painted = "";
        }
    }

    private void paint(String line) {
        if (!line.isEmpty()) {
            painted = line.length() < width ? line : line.substring(0, width - 1);
            out.print('\r' + painted + ERASE_TO_END);
        }
    }
}
