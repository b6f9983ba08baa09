package org.kaappliance.relay;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads a command's standard error to its end on a thread of its own, passes it to ours, and keeps the last line. */
final class CommandErrors {
    private static final int MAX_LINE_BYTES = 400;

    private final Thread thread;
    private volatile String lastLine = "";

    CommandErrors(InputStream stderr) {
        thread = new Thread(() -> read(stderr), "ka-relay-command-stderr");
        thread.setDaemon(true);
        thread.start();
    }

    /** The last line that was not empty; waits up to a second for the end of the output. */
    String lastLine() throws InterruptedException {
        thread.join(1000);
        return lastLine;
    }

    private void read(InputStream stderr) {
        StringBuilder line = new StringBuilder();
        try (BufferedInputStream in = new BufferedInputStream(stderr)) {
            for (int c = in.read(); c >= 0; c = in.read()) {
                System.err.write(c);
                if (c == '\n') {
                    keep(line);
                } else if (line.length() < MAX_LINE_BYTES) {
                    line.append((char) c);
                }
            }
        } catch (IOException e) {
            // the command was killed
        }
        keep(line);
        System.err.flush();
    }

    private void keep(StringBuilder line) {
        String text = new String(line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8).strip();
        if (!text.isEmpty()) {
            lastLine = text;
        }
        line.setLength(0);
    }
}
