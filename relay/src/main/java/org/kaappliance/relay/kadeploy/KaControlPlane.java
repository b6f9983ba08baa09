package org.kaappliance.relay.kadeploy;

import java.io.IOException;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.kaappliance.relay.link.PeerLoop;

/** The control connections of all original clients, on one selector thread; whatever one sends ends at most its own connection. */
final class KaControlPlane extends PeerLoop<KaConnection> {
    private static final System.Logger LOG = System.getLogger(KaControlPlane.class.getName());
    private static final int MAX_CONNECTIONS = 4096;

    private final Function<Inet4Address, Optional<? extends KaEvents>> sessions;
    private final AtomicLong nextId = new AtomicLong(1);

    private KaControlPlane(Function<Inet4Address, Optional<? extends KaEvents>> sessions) throws IOException {
        super(KaConnection.class, "ka-relay-control-0.6");
        this.sessions = sessions;
    }

    /** @param sessions where a client of that address belongs; called on the control thread, must not block */
    static KaControlPlane open(Function<Inet4Address, Optional<? extends KaEvents>> sessions) throws IOException {
        KaControlPlane plane = new KaControlPlane(sessions);
        plane.start();
        return plane;
    }

    /** Takes over a connection in non-blocking mode. Any thread. @param first what was read of it, at most a few packets */
    void take(SocketChannel channel, ByteBuffer first) throws IOException {
        if (isClosed() || selector().keys().size() >= MAX_CONNECTIONS) {
            channel.close();
            return;
        }
        SelectionKey key = channel.register(selector(), 0);
        KaConnection connection = new KaConnection(nextId.getAndIncrement(), channel, key);
        if (first.remaining() > connection.in().remaining()) {
            channel.close();
            return;
        }
        connection.in().put(first);
        key.attach(connection);
        key.interestOps(
                SelectionKey.OP_READ | SelectionKey.OP_WRITE); // writable at once: what came already is taken then
        selector().wakeup();
    }

    @Override
    protected Optional<String> take(KaConnection connection) {
        ByteBuffer in = connection.in();
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
        if (!connection.countMessage()) {
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

    @Override
    protected boolean isMute(KaConnection connection) {
        return connection.session == null;
    }

    @Override
    protected void ended(KaConnection connection, String reason) {
        if (connection.session != null) {
            connection.session.lost(connection, reason);
            connection.session = null;
        } else {
            LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", connection.remote.getHostAddress(), reason);
        }
    }
}
