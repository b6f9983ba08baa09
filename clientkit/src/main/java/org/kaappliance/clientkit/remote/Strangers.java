package org.kaappliance.clientkit.remote;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Connections that have not proved yet to hold the key: each has the same time for all of it, and there are only so many. Thread-safe. */
final class Strangers {
    private final int most;
    private final Duration time;
    private final ScheduledExecutorService clock;
    private final Set<Socket> waiting = new LinkedHashSet<>();

    /**
     * @param most how many there are at once; one more closes the eldest
     * @param time after which a connection that is still one of them is closed
     * @param clock closes them
     */
    Strangers(int most, Duration time, ScheduledExecutorService clock) {
        this.most = most;
        this.time = time;
        this.clock = clock;
    }

    /** Takes a new connection in. */
    void add(Socket socket) {
        synchronized (this) {
            if (waiting.size() >= most) {
                Iterator<Socket> eldest = waiting.iterator();
                close(eldest.next());
                eldest.remove();
            }
            waiting.add(socket);
        }
        try {
            clock.schedule(() -> expire(socket), time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            expire(socket); // the server is being closed
        }
    }

    /** Lets one go, as proved or at its end. @return whether it was still one of them, so that nobody has closed it */
    synchronized boolean remove(Socket socket) {
        return waiting.remove(socket);
    }

    /** Closes them all. */
    void close() {
        List<Socket> all;
        synchronized (this) {
            all = List.copyOf(waiting);
        }
        all.forEach(this::expire);
    }

    private void expire(Socket socket) {
        if (remove(socket)) {
            close(socket);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
