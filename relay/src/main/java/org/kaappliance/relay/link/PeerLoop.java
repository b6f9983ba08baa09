package org.kaappliance.relay.link;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Connections of one kind on one selector thread; whatever a peer sends ends at most its own. A connection whose peer has not said who it is, or does not
 * close after we have, is closed after 5 s.
 */
public abstract class PeerLoop<C extends PeerConnection> implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PeerLoop.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration ROUND = Duration.ofMillis(100);
    /** How long peers may take to close when we leave altogether. */
    private static final Duration GOODBYE = Duration.ofMillis(500);

    private final Class<C> kind;
    private final Selector selector;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread thread;
    private long checkedNanos = System.nanoTime();

    /** @param kind of the connections, which are the attachments of their keys */
    protected PeerLoop(Class<C> kind, String threadName) throws IOException {
        this.kind = kind;
        this.selector = Selector.open();
        Wire.closeQuietly(() -> {}); // loaded now: when no descriptor is left, no class can be
        this.thread = new Thread(this::run, threadName);
        thread.setDaemon(true);
    }

    protected final void start() {
        thread.start();
    }

    protected final Selector selector() {
        return selector;
    }

    protected final boolean isClosed() {
        return closed.get();
    }

    /** Takes what has come, as far as it is whole. @return why the connection must end at once */
    protected abstract Optional<String> take(C connection);

    /** Whether it has yet to say who it is. */
    protected abstract boolean isMute(C connection);

    /** It ended; said once. */
    protected abstract void ended(C connection, String reason);

    /** A key that belongs to no connection is ready. */
    protected void readyToAccept() {}

    /** About ten times a second, and after each event. */
    protected void roundIsOver(long nowNanos) {}

    private void run() {
        while (!closed.get()) {
            try {
                selector.select(this::ready, ROUND.toMillis());
                long nowNanos = System.nanoTime();
                if (nowNanos - checkedNanos >= ROUND.toNanos()) {
                    checkedNanos = nowNanos;
                    dropTheIdle(nowNanos);
                }
                roundIsOver(nowNanos);
            } catch (IOException e) {
                // select itself: out of descriptors at worst; the next round tries again
            } catch (RuntimeException | Error e) {
                tellFault(e);
            }
        }
        sayGoodbye();
    }

    /** Without a descriptor left, not even the log may work. */
    private void tellFault(Throwable e) {
        try {
            LOG.log(System.Logger.Level.ERROR, thread.getName() + " met a fault of ours", e);
        } catch (RuntimeException | Error second) {
            // the port goes on
        }
    }

    private void ready(SelectionKey key) {
        if (!kind.isInstance(key.attachment())) {
            readyToAccept();
            return;
        }
        C connection = kind.cast(key.attachment());
        try {
            handle(key, connection);
        } catch (IOException e) {
            drop(key, connection, "control connection: " + Wire.reason(e));
        } catch (CancelledKeyException e) {
            drop(key, connection, "closed");
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "a control connection met a fault of ours", e);
            drop(key, connection, "internal error: " + e);
        }
    }

    private void handle(SelectionKey key, C connection) throws IOException {
        boolean isAtEnd = key.isReadable() && connection.channel().read(connection.in()) < 0;
        Optional<String> problem = takeFrom(connection);
        if (!key.isValid()) {
            return; // somebody else's from now on
        }
        if (problem.isPresent() || isAtEnd) {
            drop(key, connection, problem.orElse("control connection closed"));
        } else if (key.isWritable() && !connection.flush() && !connection.hasHungUp()) {
            connection.hangUp();
            ended(connection, "closed by us");
        }
    }

    private Optional<String> takeFrom(C connection) {
        if (connection.isClosing()) {
            connection.in().clear(); // read so that it can be closed, see hangUp
            return Optional.empty();
        }
        connection.in().flip();
        Optional<String> problem = take(connection);
        connection.in().compact();
        return problem;
    }

    private List<SelectionKey> keys() {
        return List.copyOf(selector.keys());
    }

    private void dropTheIdle(long nowNanos) {
        for (SelectionKey key : keys()) {
            if (key.isValid() && kind.isInstance(key.attachment())) {
                C connection = kind.cast(key.attachment());
                boolean isIdle = connection.isClosing() || isMute(connection);
                if (isIdle && connection.ageNanos(nowNanos) > PATIENCE.toNanos()) {
                    drop(key, connection, connection.isClosing() ? "closed by us" : "no hello in time");
                }
            }
        }
    }

    private void drop(SelectionKey key, C connection, String reason) {
        key.cancel();
        Wire.closeQuietly(connection.channel());
        if (!connection.hasHungUp()) {
            ended(connection, reason);
        }
    }

    /** Sends what waits to be sent, as far as it goes, and gives the peers a moment to read it. */
    private void sayGoodbye() {
        for (SelectionKey key : keys()) {
            if (!kind.isInstance(key.attachment())) {
                Wire.closeQuietly(key.channel());
                continue;
            }
            C connection = kind.cast(key.attachment());
            if (isMute(connection) && !connection.isClosing()) {
                drop(key, connection, "closed by us");
            } else {
                connection.closeAfterFlush();
            }
        }
        long deadlineNanos = Wire.deadline(GOODBYE);
        try {
            while (!selector.keys().isEmpty() && System.nanoTime() < deadlineNanos) {
                selector.select(this::ready, 20);
            }
        } catch (IOException e) {
            // they do not hear our last words
        }
        keys().forEach(key -> Wire.closeQuietly(key.channel()));
        Wire.closeQuietly(selector);
    }

    /** Sends what waits to be sent, as far as it goes in half a second, closes all connections and releases the port. */
    @Override
    public void close() {
        closed.set(true);
        selector.wakeup();
        try {
            thread.join(2000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
