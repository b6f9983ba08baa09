package org.kaappliance.relay;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.kaappliance.relay.chain.SourceSettings;
import org.kaappliance.relay.kadeploy.KaDoor;
import org.kaappliance.relay.link.ControlEvents;
import org.kaappliance.relay.link.ControlPlane;
import org.kaappliance.relay.link.DataListener;
import org.kaappliance.relay.link.DiscoveryResponder;
import org.kaappliance.relay.link.LinkTrust;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.Names;
import org.kaappliance.relay.wire.StreamId;

/** The source's end: answers discovery, takes control and data connections for all its sessions. Thread-safe. */
public final class RelayServer implements AutoCloseable {
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(3);

    private final Inet4Address local;
    private final Map<String, SourceSession> sessions = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private final KaDoor originals;
    private final ControlPlane control;
    private final DataListener data;
    private final DiscoveryResponder discovery;
    private final RelayPorts ports;
    private boolean closed;

    private RelayServer(Inet4Address local, RelayPorts wanted) throws IOException {
        this.local = local;
        this.originals = new KaDoor(
                () -> sessions.values().stream().map(SourceSession::originals).toList());
        try {
            this.control =
                    ControlPlane.open(new InetSocketAddress(local, wanted.control()), this::controlOf, originals);
        } catch (IOException e) {
            originals.close();
            throw e;
        }
        try {
            this.data = DataListener.open(
                    new InetSocketAddress(local, wanted.data()),
                    name -> Optional.ofNullable(sessions.get(name)).map(SourceSession::children),
                    originals);
        } catch (IOException e) {
            originals.close();
            control.close();
            throw e;
        }
        try {
            this.discovery = DiscoveryResponder.open(local, wanted, control.port(), this::openToJoin, originals);
        } catch (IOException e) {
            originals.close();
            control.close();
            data.close();
            throw e;
        }
        this.ports = new RelayPorts(discovery.port(), wanted.reply(), control.port(), data.port(), wanted.group());
    }

    /**
     * Takes the ports.
     *
     * @param local our address on the interface that the nodes are on
     * @throws IOException when a port is taken or the address is not ours; the message names the port
     */
    public static RelayServer open(Inet4Address local, RelayPorts ports) throws IOException {
        return new RelayServer(local, ports);
    }

    /**
     * Opens a session for nodes to join.
     *
     * @throws IllegalStateException when one of that name is open, or the server is closed
     */
    public synchronized SendSession start(SendSpec spec, StreamSource source, SendListener listener) {
        if (closed) {
            throw new IllegalStateException("the relay server is closed");
        }
        SourceSettings settings = new SourceSettings(
                spec.session(),
                StreamId.random(random),
                spec.compression().isOn() ? Message.StreamFormat.RECORDS : Message.StreamFormat.PLAIN,
                spec.trust().digest(),
                spec.nodes(),
                spec.joinWait(),
                spec.chain(),
                SourceSettings.STALL,
                local,
                ports.data());
        SourceSession session =
                new SourceSession(spec, settings, source, listener, ended -> sessions.remove(ended.name(), ended));
        if (sessions.putIfAbsent(spec.session(), session) != null) {
            throw new IllegalStateException("a session " + spec.session() + " is already open");
        }
        session.open();
        return session;
    }

    private Optional<ControlEvents> controlOf(String session) {
        return Optional.ofNullable(sessions.get(session));
    }

    private Optional<LinkTrust> openToJoin(String name) {
        List<SourceSession> open = sessions.values().stream()
                .filter(session -> name.equals(Names.ANY_SESSION) || name.equals(session.name()))
                .limit(2)
                .toList();
        return open.size() == 1 ? Optional.of(open.get(0).trust()) : Optional.empty();
    }

    public Inet4Address localAddress() {
        return local;
    }

    /** The ports as bound, with what the kernel chose in place of 0. */
    public RelayPorts ports() {
        return ports;
    }

    /** Cancels what is open, and releases the ports. */
    @Override
    public void close() {
        List<SourceSession> open;
        synchronized (this) {
            closed = true;
            open = List.copyOf(sessions.values());
        }
        discovery.close();
        open.forEach(session -> session.cancel("the server is closing"));
        try {
            for (SourceSession session : open) {
                session.awaitFor(CLOSE_WAIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        originals.close();
        control.close();
        data.close();
    }
}
