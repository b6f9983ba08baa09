package org.kaappliance.appliance.rehearse;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What was started, to be closed in reverse, once, by whoever comes first: the end of the rehearsal, or a signal. */
final class Running implements AutoCloseable {
    private final Consumer<String> say;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /** @param say gets a line for what cannot be closed */
    Running(Consumer<String> say) {
        this.say = say;
    }

    /** Keeps it until the end. @throws IOException when that has come; it is closed then */
    <T extends AutoCloseable> T started(T part) throws IOException {
        synchronized (parts) {
            parts.push(part);
        }
        if (closed.getCount() == 0) {
            close();
            throw stopped();
        }
        return part;
    }

    /** Returns a second later. @throws IOException when it is closed by then */
    void awaitSecond() throws IOException, InterruptedException {
        if (closed.await(1, TimeUnit.SECONDS)) {
            throw stopped();
        }
    }

    private static IOException stopped() {
        return new IOException("the rehearsal was stopped");
    }

    @Override
    public void close() {
        closed.countDown();
        synchronized (parts) {
            while (!parts.isEmpty()) {
                try {
                    parts.pop().close();
                } catch (Exception e) {
                    say.accept("while cleaning up: " + e.getMessage());
                }
            }
        }
    }
}
