package org.kaappliance.appliance.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Whether a standard stream is a terminal, as isatty(3) would say; {@link System#console} asks for stdin and stdout at once. */
final class Terminal {
    static final int STDIN = 0;
    static final int STDOUT = 1;
    static final int STDERR = 2;

    private static final Size USUAL = new Size(24, 80);

    /** @param rows lines @param columns characters in each */
    record Size(int rows, int columns) {}

    private Terminal() {}

    static boolean is(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** Columns of the controlling terminal; 80 when it does not say. */
    static int width() {
        return size().columns();
    }

    /** The controlling terminal's; 24 by 80 when it does not say. */
    static Size size() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(stty.getInputStream().readNBytes(64)).trim();
            stty.waitFor(1, TimeUnit.SECONDS);
            if (!text.matches("[1-9]\\d{0,4} [1-9]\\d{1,4}")) {
                return USUAL;
            }
            String[] numbers = text.split(" ");
            return new Size(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
        } catch (IOException e) {
            return USUAL;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return USUAL;
        }
    }
}
