package org.kaappliance.appliance.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * SIGINT or SIGTERM while a command runs: what it does is ended in order, within seconds, and the process exits with 130 or 143, as the JVM does
 * by itself when a signal stops it.
 */
final class StopSignal implements AutoCloseable {
    static final String REASON = "stopped by hand";

    private static final long LIMIT_SECONDS = 5;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "ka-stop");
    private Consumer<String> action = reason -> {};

    StopSignal() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** What a signal does from now on; at once when it has come already. */
    synchronized void does(Consumer<String> newAction) {
        action = newAction;
        if (hasCome()) {
            action.accept(REASON);
        }
    }

    boolean hasCome() {
        return asked.getCount() == 0;
    }

    /** Waits a second; true when the signal came. */
    boolean comesWithinASecond() throws InterruptedException {
        return asked.await(1, TimeUnit.SECONDS);
    }

    private void stop() {
        synchronized (this) {
            asked.countDown();
            action.accept(REASON);
        }
        try {
            done.await(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.out.flush();
    }

    /** The command has said what it had to say. */
    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // it runs
        }
    }
}
