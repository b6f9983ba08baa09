package org.kaappliance.relay.link;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.kaappliance.config.RepeatedWarning;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.Preface;

/** The server's control port and all its connections, on one selector thread; whatever a peer sends ends at most its own connection. */
public final class ControlPlane extends PeerLoop<ControlConnection> {
    private static final System.Logger LOG = System.getLogger(ControlPlane.class.getName());
    private static final int MAX_CONNECTIONS = 8192;

    private final ServerSocketChannel server;
    private final Function<String, Optional<ControlEvents>> sessions;
    private final OtherWire other;
    private final AcceptPauses pauses = new AcceptPauses();
    private final SelectionKey acceptKey;
    private final RepeatedWarning warnings = new RepeatedWarning();
    private long nextId = 1;

    private ControlPlane(
            ServerSocketChannel server, Function<String, Optional<ControlEvents>> sessions, OtherWire other)
            throws IOException {
        super(ControlConnection.class, "ka-relay-control");
        this.other = other;
        this.server = server;
        this.sessions = sessions;
        this.acceptKey = server.register(selector(), SelectionKey.OP_ACCEPT);
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
            server.configureBlocking(false);
            ControlPlane plane = new ControlPlane(server, sessions, other);
            plane.start();
            return plane;
        } catch (IOException e) {
            Wire.closeQuietly(server);
            throw e;
        }
    }

    public int port() {
        return server.socket().getLocalPort();
    }

    @Override
    protected void roundIsOver(long nowNanos) {
        if (pauses.isOver(nowNanos)) {
            acceptKey.interestOps(SelectionKey.OP_ACCEPT);
        }
    }

    /** Takes a connection; that this fails must not cost us the port. */
    @Override
    protected void readyToAccept() {
        try {
            for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
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
        if (selector().keys().size() > MAX_CONNECTIONS) {
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
        SelectionKey key = channel.register(selector(), SelectionKey.OP_READ);
        key.attach(new ControlConnection(nextId++, channel, key));
    }

    @Override
    protected Optional<String> take(ControlConnection connection) {
        ByteBuffer in = connection.in();
        if (connection.hasPreface || !in.hasRemaining() || in.get(in.position()) != 0) {
            return takeMessages(connection);
        }
        SelectionKey key = connection.channel().keyFor(selector());
        key.cancel();
        key.attach(null); // it is no longer ours to give up for its silence
        try {
            other.control(connection.channel(), in);
        } catch (IOException e) {
            Wire.closeQuietly(connection.channel());
        }
        return Optional.empty();
    }

    private Optional<String> takeMessages(ControlConnection connection) {
        ByteBuffer in = connection.in();
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
                frameBytes != 0 && frameBytes <= in.remaining() && !connection.isClosing();
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

    @Override
    protected boolean isMute(ControlConnection connection) {
        return connection.session == null;
    }

    @Override
    protected void ended(ControlConnection connection, String reason) {
        connection.greeting.unproven().ifPresent(name -> warn(connection, Handshake.unprovenReason(name)));
        if (connection.session != null) {
            connection.session.lost(connection, reason);
            connection.session = null;
        }
    }
}
