package org.kaappliance.clientkit.report;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes connections from a port until it is closed. What goes wrong with one of them (no descriptor, no thread) is not the end of the port:
 * that one is closed, and after a pause the next is taken. Closed on any thread.
 */
final class ReportAcceptor implements AutoCloseable {
    private static final long END_MILLIS = 2000;
    private static final int LOGGED_EVERY = 60;
    private static final Logger LOG = LoggerFactory.getLogger(ReportAcceptor.class);

    private final ServerSocket port;
    private final Duration pause;
    private final Begin begin;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "report-accept");
    private int failures;

    /** @param pause between a failure and the next try */
    ReportAcceptor(ServerSocket port, Duration pause, Begin begin) {
        this.port = port;
        this.pause = pause;
        this.begin = begin;
        thread.setDaemon(true);
    }

    /** What is done with a new connection. */
    @FunctionalInterface
    interface Begin {
        /** Takes the connection over; when it throws, the acceptor closes the connection. */
        void begin(Socket peer) throws IOException;
    }

    void start() {
        thread.start();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            port.close();
            thread.join(END_MILLIS); // the kernel holds the port until a running accept has returned
        } catch (IOException e) {
            LOG.debug("closing the report port: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean open = true;
        while (open) {
            try {
                take(port.accept());
                failures = 0;
            } catch (IOException | RuntimeException | Error e) { // an Error: no memory for a thread
                open = failed(e);
            }
        }
    }

    private void take(Socket peer) throws IOException {
        try {
            begin.begin(peer);
        } catch (IOException | RuntimeException | Error e) {
            peer.close();
            throw e;
        }
    }

    /** False when the port was closed. */
    private boolean failed(Throwable e) {
        try {
            if (closed.getCount() > 0 && failures++ % LOGGED_EVERY == 0) {
                LOG.warn("a report connection could not be taken ({} times in a row)", failures, e);
            }
            return !closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
