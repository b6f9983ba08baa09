package org.kaappliance.clientkit.node;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * What the tools print, on its way to the console. A serial console takes some 100 lines a second: a tool that waited for it would hold up the
 * whole chain. So lines over {@value #MAX_WAITING} waiting ones are dropped and counted. Lines may be given on any thread, and are heard on one.
 */
final class ToolOutput implements Consumer<String>, AutoCloseable {
    static final int MAX_WAITING = 500;
    private static final long END_SECONDS = 2;

    private final StepLog log;
    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicInteger dropped = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "tool-output");

    ToolOutput(StepLog log) {
        this.log = log;
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void accept(String line) {
        if (!waiting.offer(line)) {
            dropped.incrementAndGet();
        }
    }

    /** Waits until what was given is said, for {@value #END_SECONDS} s at most. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (closed.getCount() > 0 || !waiting.isEmpty()) {
                String line = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (line != null) {
                    log.line(line);
                }
                tellDropped();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellDropped() {
        int count = waiting.isEmpty() ? dropped.getAndSet(0) : 0;
        if (count > 0) {
            log.line(count + " lines of the tools were dropped here");
        }
    }
}
