package org.kaappliance.relay.kadeploy;

import java.io.IOException;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** The control connections of all original clients, on one selector thread; whatever one sends ends at most its own connection. */
final class KaControlPlane implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(KaControlPlane.class.getName());
    private static final Duration HELLO = Duration.ofSeconds(5);
    private static final int MAX_CONNECTIONS = 4096;
    private static final int POLL_MILLIS = 500;

    private final Selector selector;
    private final Function<Inet4Address, Optional<? extends KaEvents>> sessions;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicLong nextId = new AtomicLong(1);
    private final Thread thread = new Thread(this::run, "ka-relay-control-0.6");

    private KaControlPlane(Selector selector, Function<Inet4Address, Optional<? extends KaEvents>> sessions) {
        this.selector = selector;
        this.sessions = sessions;
        thread.setDaemon(true);
    }

    /** @param sessions where a client of that address belongs; called on the control thread, must not block */
    static KaControlPlane open(Function<Inet4Address, Optional<? extends KaEvents>> sessions) throws IOException {
        KaControlPlane plane = new KaControlPlane(Selector.open(), sessions);
        plane.thread.start();
        return plane;
    }

    /** Takes over a connection in non-blocking mode. Any thread. @param first what was read of it, at most a few packets */
    void take(SocketChannel channel, ByteBuffer first) throws IOException {
        if (closed.get() || selector.keys().size() >= MAX_CONNECTIONS) {
            channel.close();
            return;
        }
        SelectionKey key = channel.register(selector, 0);
        KaConnection connection = new KaConnection(nextId.getAndIncrement(), channel, key);
        if (first.remaining() > connection.in.remaining()) {
            channel.close();
            return;
        }
        connection.in.put(first);
        key.attach(connection);
        key.interestOps(
                SelectionKey.OP_READ | SelectionKey.OP_WRITE); // writable at once: what came already is taken then
        selector.wakeup();
    }

    private void run() {
        while (!closed.get()) {
            try {
                selector.select(this::ready, POLL_MILLIS);
                dropTheMute();
            } catch (IOException e) {
                // select itself: out of descriptors at worst; the next round tries again
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "the 0.6 control connections met a fault of ours", e);
            }
        }
        flushAndCloseAll();
    }

    private void ready(SelectionKey key) {
        KaConnection connection = (KaConnection) key.attachment();
        try {
            int count = key.isReadable() ? connection.channel.read(connection.in) : 0;
            connection.in.flip();
            Optional<String> problem = takePackets(connection);
            connection.in.compact();
            if (problem.isPresent() || count < 0) {
                drop(key, problem.orElse("control connection closed"));
            } else if (key.isWritable() && !connection.flush()) {
                drop(key, "closed by us");
            }
        } catch (IOException e) {
            drop(key, "control connection: " + e.getMessage());
        } catch (CancelledKeyException e) {
            drop(key, "closed");
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "a 0.6 control connection met a fault of ours", e);
            drop(key, "internal error: " + e);
        }
    }

    private Optional<String> takePackets(KaConnection connection) {
        ByteBuffer in = connection.in;
        if (connection.layout == null) {
            if (in.remaining() < LegacyLayout.MIN_CLIENT_BYTES) {
                return Optional.empty();
            }
            Optional<LegacyLayout> layout = LegacyLayout.ofHello(in);
            if (layout.isEmpty()) {
                return Optional.of("neither our wire nor that of Ka-deploy 0.6");
            }
            connection.layout = layout.get();
        }
        while (in.remaining() >= connection.layout.clientBytes()) {
            Optional<String> problem = take(connection, LegacyCodec.decodeClient(connection.layout, in));
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private Optional<String> take(KaConnection connection, ClientPacket packet) {
        if (packet instanceof ClientPacket.Malformed malformed) {
            return Optional.of("sent what is no packet: " + malformed.reason());
        }
        if (!connection.countPacket()) {
            return Optional.of("sends packets faster than they are taken");
        }
        if (connection.session != null) {
            connection.session.packet(connection, packet);
            return Optional.empty();
        }
        Optional<? extends KaEvents> session = sessions.apply(connection.remote);
        if (session.isEmpty()) {
            return Optional.of("no session is open to original clients");
        }
        connection.session = session.get();
        connection.session.hello(connection);
        return Optional.empty();
    }

    private void dropTheMute() {
        long nowNanos = System.nanoTime();
        for (SelectionKey key : List.copyOf(selector.keys())) {
            if (key.attachment() instanceof KaConnection connection
                    && connection.session == null
                    && nowNanos - connection.openedNanos > HELLO.toNanos()) {
                drop(key, "no hello in time");
            }
        }
    }

    private void drop(SelectionKey key, String reason) {
        key.cancel();
        close(key);
        KaConnection connection = (KaConnection) key.attachment();
        if (connection.session != null) {
            connection.session.lost(connection, reason);
            connection.session = null;
        } else {
            LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", connection.remote.getHostAddress(), reason);
        }
    }

    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException e) {
            // a socket that fails to close is closed
        }
    }

    private void flushAndCloseAll() {
        for (SelectionKey key : List.copyOf(selector.keys())) {
            try {
                if (key.attachment() instanceof KaConnection connection && connection.layout != null && key.isValid()) {
                    connection.flush();
                }
            } catch (IOException | CancelledKeyException e) {
                // it does not hear our last words
            }
            close(key);
        }
        try {
            selector.close();
        } catch (IOException e) {
            // nothing waits on it any more
        }
    }

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
