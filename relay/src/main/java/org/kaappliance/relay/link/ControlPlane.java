package org.kaappliance.relay.link;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.kaappliance.config.RepeatedWarning;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.Preface;

/** The server's control port and all its connections, on one selector thread; whatever a peer sends ends at most its own connection. */
public final class ControlPlane implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ControlPlane.class.getName());
    private static final Duration HELLO = Duration.ofSeconds(5);
    private static final int MAX_CONNECTIONS = 8192;

    private final Selector selector;
    private final ServerSocketChannel server;
    private final Function<String, Optional<ControlEvents>> sessions;
    private final OtherWire other;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread thread = new Thread(this::run, "ka-relay-control");
    private final AcceptPauses pauses = new AcceptPauses();
    private final SelectionKey acceptKey;
    private final RepeatedWarning warnings = new RepeatedWarning();
    private long nextId = 1;
    private long checkedNanos = System.nanoTime();

    private ControlPlane(
            Selector selector,
            ServerSocketChannel server,
            Function<String, Optional<ControlEvents>> sessions,
            OtherWire other)
            throws ClosedChannelException {
        this.other = other;
        this.selector = selector;
        this.server = server;
        this.sessions = sessions;
        this.acceptKey = server.register(selector, SelectionKey.OP_ACCEPT);
        thread.setDaemon(true);
    }

    /**
     * @param sessions the open session of that name; called on the control thread, must not block
     * @param other takes the connections that open with 0, as none of ours does
     */
    public static ControlPlane open(
            InetSocketAddress bind, Function<String, Optional<ControlEvents>> sessions, OtherWire other)
            throws IOException {
        ServerSocketChannel server = DataListener.bound(bind);
        try {
            Selector selector = Selector.open();
            server.configureBlocking(false);
            ControlPlane plane = new ControlPlane(selector, server, sessions, other);
            plane.thread.start();
            return plane;
        } catch (IOException e) {
            Wire.closeQuietly(server);
            throw e;
        }
    }

    public int port() {
        return server.socket().getLocalPort();
    }

    private void run() {
        while (!closed.get()) {
            try {
                selector.select(this::ready, AcceptPauses.PAUSE.toMillis());
                if (System.nanoTime() - checkedNanos >= AcceptPauses.PAUSE.toNanos()) {
                    checkedNanos = System.nanoTime();
                    dropTheMute();
                }
                if (pauses.isOver(System.nanoTime())) {
                    acceptKey.interestOps(SelectionKey.OP_ACCEPT);
                }
            } catch (IOException e) {
                // select itself: out of descriptors at worst; the next round tries again
            } catch (RuntimeException | Error e) {
                tellFault(e);
            }
        }
        flushAndCloseAll();
    }

    /** Without a descriptor left, not even the log may work. */
    private static void tellFault(Throwable e) {
        try {
            LOG.log(System.Logger.Level.ERROR, "the control port met a fault of ours", e);
        } catch (RuntimeException | Error second) {
            // the port goes on
        }
    }

    private void ready(SelectionKey key) {
        if (key == acceptKey) {
            accept();
            return;
        }
        try {
            ControlConnection connection = (ControlConnection) key.attachment();
            if (key.isReadable() && !read(connection)) {
                return;
            }
            if (key.isWritable() && !connection.flush()) {
                drop(key, "closed by us");
            }
        } catch (IOException e) {
            drop(key, "control connection: " + Wire.reason(e));
        } catch (CancelledKeyException e) {
            drop(key, "closed");
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "a control connection met a fault of ours", e);
            drop(key, "internal error: " + e);
        }
    }

    /** Takes a connection; that this fails must not cost us the port. */
    private void accept() {
        try {
            SocketChannel channel = server.accept();
            if (channel != null) {
                accepted(channel);
            }
        } catch (IOException e) {
            acceptKey.interestOps(0);
            pauses.failed(System.nanoTime())
                    .ifPresent(count -> LOG.log(
                            System.Logger.Level.WARNING,
                            "control port " + port() + " cannot take connections (" + count + " failures): "
                                    + Wire.reason(e)));
        }
    }

    private void accepted(SocketChannel channel) {
        if (selector.keys().size() > MAX_CONNECTIONS) {
            Wire.closeQuietly(channel);
            return;
        }
        try {
            register(channel);
        } catch (IOException | RuntimeException | Error e) {
            Wire.closeQuietly(channel);
            LOG.log(System.Logger.Level.WARNING, "a control connection was lost before it began: " + Wire.reason(e));
        }
    }

    private void register(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        key.attach(new ControlConnection(nextId++, channel, key));
    }

    /** Reads what is there and takes the messages in it; false when the connection was dropped. */
    private boolean read(ControlConnection connection) throws IOException {
        SelectionKey key = connection.channel.keyFor(selector);
        int count = connection.channel.read(connection.in);
        if (count < 0) {
            drop(key, "control connection closed");
            return false;
        }
        connection.in.flip();
        if (!connection.hasPreface && connection.in.hasRemaining() && connection.in.get(0) == 0) {
            key.cancel();
            key.attach(null); // it is no longer ours to give up for its silence
            other.control(connection.channel, connection.in);
            return false;
        }
        Optional<String> problem = takeMessages(connection);
        connection.in.compact();
        problem.ifPresent(reason -> drop(key, reason));
        return problem.isEmpty();
    }

    private Optional<String> takeMessages(ControlConnection connection) {
        ByteBuffer in = connection.in;
        if (!connection.hasPreface) {
            if (in.remaining() < Preface.BYTES) {
                return Optional.empty();
            }
            if (!Preface.CONTROL.opens(in)) {
                return Optional.of("not our wire");
            }
            connection.hasPreface = true;
        }
        if (!connection.greeting.isOver()) {
            Optional<String> problem = connection.greeting.take(in, this::trustOf);
            if (problem.isPresent() || !connection.greeting.isOver()) {
                return problem;
            }
        }
        for (int frameBytes = connection.frameBytes();
                frameBytes != 0 && frameBytes <= in.remaining();
                frameBytes = connection.frameBytes()) {
            if (frameBytes < 0) {
                return Optional.of("sent a message of a length that none has");
            }
            ByteBuffer frame = in.slice(in.position(), frameBytes);
            in.position(in.position() + frameBytes);
            Optional<String> problem = take(connection, connection.decode(frame));
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private Optional<String> take(ControlConnection connection, Message message) {
        if (message instanceof Message.Malformed malformed) {
            return Optional.of("sent a malformed message: " + malformed.reason());
        }
        if (!connection.countMessage()) {
            return Optional.of("sends messages faster than they are taken");
        }
        if (connection.session != null) {
            connection.session.message(connection, message, System.nanoTime());
            return Optional.empty();
        }
        if (message instanceof Message.Hello hello) {
            sessionOf(connection, hello.session()).ifPresent(s -> s.hello(connection, hello, System.nanoTime()));
            return Optional.empty();
        }
        if (message instanceof Message.Go go) {
            sessionOf(connection, go.session()).ifPresent(s -> s.go(connection, System.nanoTime()));
            return Optional.empty();
        }
        return Optional.of("did not begin with a hello");
    }

    /** The session that a connection belongs to from now on; a refusal is on its way when there is none. */
    private Optional<ControlEvents> sessionOf(ControlConnection connection, String name) {
        Optional<ControlEvents> session = sessions.apply(name);
        if (session.isEmpty()) {
            connection.send(new Message.Refused("no session " + name + " is open here"));
            connection.closeAfterFlush();
        }
        return session.filter(found -> isTrusted(connection, found));
    }

    private boolean isTrusted(ControlConnection connection, ControlEvents session) {
        Optional<String> distrust = session.trust().refusal(connection.greeting.proven());
        distrust.ifPresentOrElse(
                why -> {
                    warn(connection, " is turned away: " + why);
                    connection.send(new Message.Refused(why));
                    connection.closeAfterFlush();
                },
                () -> connection.session = session);
        return distrust.isEmpty();
    }

    private Optional<LinkTrust> trustOf(String session) {
        return sessions.apply(session).map(ControlEvents::trust);
    }

    private void warn(ControlConnection connection, String what) {
        String text = connection.remote().getAddress().getHostAddress() + what;
        warnings.pass(text, Instant.now()).ifPresent(line -> LOG.log(System.Logger.Level.WARNING, line));
    }

    /** Closes connections that have not said who they are in time. */
    private void dropTheMute() {
        long nowNanos = System.nanoTime();
        for (SelectionKey key : List.copyOf(selector.keys())) {
            if (key.attachment() instanceof ControlConnection connection
                    && connection.session == null
                    && nowNanos - connection.openedNanos > HELLO.toNanos()) {
                drop(key, "no hello in time");
            }
        }
    }

    private void drop(SelectionKey key, String reason) {
        key.cancel();
        Wire.closeQuietly(key.channel());
        if (!(key.attachment() instanceof ControlConnection connection)) {
            return;
        }
        connection.greeting.unproven().ifPresent(name -> warn(connection, Handshake.unprovenReason(name)));
        if (connection.session != null) {
            connection.session.lost(connection, reason);
            connection.session = null;
        }
    }

    private void flushAndCloseAll() {
        for (SelectionKey key : List.copyOf(selector.keys())) {
            try {
                if (key.attachment() instanceof ControlConnection connection && key.isValid()) {
                    connection.flush();
                }
            } catch (IOException | CancelledKeyException e) {
                // it does not hear our last words
            }
            Wire.closeQuietly(key.channel());
        }
        Wire.closeQuietly(selector);
    }

    /** Sends what waits to be sent, as far as it goes at once, closes all connections and releases the port. */
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
