package org.kaappliance.clientkit.node;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import org.kaappliance.clientkit.text.TabLine;

/** Lines of the form {@code KA 7.1 formatted} on the machine's console; the number is seconds since the kernel started. Any thread. */
final class NodeConsole implements StepLog {
    private final PrintStream out;
    private final DoubleSupplier uptimeSeconds;

    NodeConsole(PrintStream out, DoubleSupplier uptimeSeconds) {
        this.out = out;
        this.uptimeSeconds = uptimeSeconds;
    }

    @Override
    public synchronized void line(String text) {
        out.println(String.format(Locale.ROOT, "KA %.1f ", uptimeSeconds.getAsDouble()) + TabLine.escape(text));
        out.flush();
    }
}
