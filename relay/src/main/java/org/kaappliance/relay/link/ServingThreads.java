package org.kaappliance.relay.link;

import java.time.Duration;

/** How many threads serve a child. Thread-safe. */
public final class ServingThreads {
    private int count;

    public synchronized void begin() {
        count++;
    }

    public synchronized void end() {
        count--;
        notifyAll();
    }

    /** Waits until there is none; false when it took too long. */
    public synchronized boolean awaitNone(Duration limit) {
        long deadline = Wire.deadline(limit);
        try {
            for (long leftMillis = limit.toMillis();
                    count > 0 && leftMillis > 0;
                    leftMillis = (deadline - System.nanoTime()) / 1_000_000) {
                wait(leftMillis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return count == 0;
    }
}
