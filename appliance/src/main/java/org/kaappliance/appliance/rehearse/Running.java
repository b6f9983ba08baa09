package org.kaappliance.appliance.rehearse;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What was started, to be closed in reverse, once, by whoever comes first: the end of the rehearsal, or a signal. */
final class Running implements AutoCloseable {
    private final Consumer<String> say;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /** @param say gets a line for what cannot be closed, when all is closed that can be: it may block, its reader being gone */
    Running(Consumer<String> say) {
        this.say = say;
    }

    /** Keeps it until the end. @throws IOException when that has come; it is closed then */
    <T extends AutoCloseable> T started(T part) throws IOException {
        synchronized (parts) {
            parts.push(part);
        }
        if (isClosed()) {
            close();
            throw stopped();
        }
        return part;
    }

    /** Keeps a process until the end, which is by force. @throws IOException when that has come; it is ended then */
    Process started(Process process) throws IOException {
        started((AutoCloseable) process::destroyForcibly);
        return process;
    }

    /** @throws IOException when it is closed */
    void requireOpen() throws IOException {
        if (isClosed()) {
            throw stopped();
        }
    }

    /** Returns a second later. @throws IOException when it is closed by then */
    void awaitSecond() throws IOException, InterruptedException {
        if (closed.await(1, TimeUnit.SECONDS)) {
            throw stopped();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private static IOException stopped() {
        return new IOException("the rehearsal was stopped");
    }

    /** Returns when everything is closed, by this call or by another one. */
    @Override
    public void close() {
        closed.countDown();
        closeParts().forEach(say);
    }

    /** What could not be closed, one line each. */
    private List<String> closeParts() {
        List<String> failures = new ArrayList<>();
        synchronized (parts) {
            while (!parts.isEmpty()) {
                try {
                    parts.pop().close();
                } catch (Exception e) {
                    failures.add("while cleaning up: " + e.getMessage());
                }
            }
        }
        return failures;
    }
}
