package org.kaappliance.relay;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.kaappliance.config.ByteSize;
import org.kaappliance.relay.wire.Names;

/**
 * What a node receives and as whom. Start from {@link #of} and change what differs.
 *
 * @param session its name, 1 to 200 printable ASCII characters; {@link #ANY_SESSION}: the only one that nodes can join at the server
 * @param server whom to ask; empty: found by multicast and broadcast on the interface of {@code local}
 * @param local our address; the listener for children and all connections are bound to it
 * @param nodeId our name in the session, 1 to 64 printable ASCII characters
 * @param credential what we prove ourselves with, empty for none
 * @param ports the server's
 * @param dataPort where our child connects, 0: the kernel chooses
 * @param tries how often the server is asked before we give up
 * @param tryInterval how long each answer is waited for
 * @param window how much of the stream is kept for a child that lost its parent, and for a slow sink; at least 16 MiB
 * @param silence how long the source may say nothing before we look for it again
 * @param trust what proves the ends to each other; {@link Trust.Legacy#ALLOWED}: an original server will do, too
 * @param hint where we stand (a rack, a switch), at most 64 bytes: nodes of one hint become neighbours; may be empty
 * @param barrier whether we are released when we are done, or with all others
 */
public record ReceiveSpec(
        String session,
        Optional<Inet4Address> server,
        Inet4Address local,
        String nodeId,
        String credential,
        RelayPorts ports,
        int dataPort,
        int tries,
        Duration tryInterval,
        ByteSize window,
        Duration silence,
        Trust trust,
        String hint,
        Barrier barrier) {
    public static final String ANY_SESSION = Names.ANY_SESSION;

    /** When a node that is done leaves. */
    public enum Barrier {
        /** When nobody needs it any more. */
        NONE,
        /** When all are done. */
        ALL_DONE
    }

    public ReceiveSpec {
        Names.requireSession(session);
        Names.requireNodeId(nodeId);
        Names.requireCredential(credential);
        Objects.requireNonNull(server, "server");
        Objects.requireNonNull(local, "local");
        Objects.requireNonNull(ports, "ports");
        Objects.requireNonNull(tryInterval, "tryInterval");
        Objects.requireNonNull(silence, "silence");
        Objects.requireNonNull(trust, "trust");
        Names.requireHint(hint);
        Objects.requireNonNull(barrier, "barrier");
        if (dataPort < 0 || dataPort > 65535) {
            throw new IllegalArgumentException("a port is 0 to 65535, got " + dataPort);
        }
        if (tries < 1) {
            throw new IllegalArgumentException("at least one try, got " + tries);
        }
        if (window.bytes() < 16L << 20) {
            throw new IllegalArgumentException(
                    "the replay window is at least 16 MiB, got " + window.bytes() + " bytes");
        }
    }

    /** Discovery on the standard ports, five tries a second apart, a kernel-chosen data port, a 64 MiB window, no credential. */
    public static ReceiveSpec of(String session, Inet4Address local, String nodeId) {
        return new ReceiveSpec(
                session,
                Optional.empty(),
                local,
                nodeId,
                "",
                RelayPorts.STANDARD,
                0,
                5,
                Duration.ofSeconds(1),
                ByteSize.ofMebibytes(64),
                Duration.ofSeconds(10),
                Trust.OPEN,
                "",
                Barrier.NONE);
    }

    ReceiveSpec withSession(String newSession) {
        return with(draft -> draft.session = newSession);
    }

    public ReceiveSpec withServer(Inet4Address newServer) {
        return with(draft -> draft.server = Optional.of(newServer));
    }

    public ReceiveSpec withCredential(String newCredential) {
        return with(draft -> draft.credential = newCredential);
    }

    public ReceiveSpec withPorts(RelayPorts newPorts) {
        return with(draft -> draft.ports = newPorts);
    }

    public ReceiveSpec withDataPort(int newPort) {
        return with(draft -> draft.dataPort = newPort);
    }

    public ReceiveSpec withTries(int newTries, Duration interval) {
        return with(draft -> {
            draft.tries = newTries;
            draft.tryInterval = interval;
        });
    }

    public ReceiveSpec withWindow(ByteSize newWindow) {
        return with(draft -> draft.window = newWindow);
    }

    public ReceiveSpec withSilence(Duration newSilence) {
        return with(draft -> draft.silence = newSilence);
    }

    public ReceiveSpec withTrust(Trust newTrust) {
        return with(draft -> draft.trust = newTrust);
    }

    public ReceiveSpec withHint(String newHint) {
        return with(draft -> draft.hint = newHint);
    }

    public ReceiveSpec withBarrier(Barrier newBarrier) {
        return with(draft -> draft.barrier = newBarrier);
    }

    private ReceiveSpec with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.spec();
    }

    /** A copy of which some fields may change before it is one. */
    private static final class Draft {
        private final Inet4Address local;
        private final String nodeId;
        private String session;
        private Optional<Inet4Address> server;
        private String credential;
        private RelayPorts ports;
        private int dataPort;
        private int tries;
        private Duration tryInterval;
        private ByteSize window;
        private Duration silence;
        private Trust trust;
        private String hint;
        private Barrier barrier;

        Draft(ReceiveSpec spec) {
            session = spec.session;
            server = spec.server;
            local = spec.local;
            nodeId = spec.nodeId;
            credential = spec.credential;
            ports = spec.ports;
            dataPort = spec.dataPort;
            tries = spec.tries;
            tryInterval = spec.tryInterval;
            window = spec.window;
            silence = spec.silence;
            trust = spec.trust;
            hint = spec.hint;
            barrier = spec.barrier;
        }

        ReceiveSpec spec() {
            return new ReceiveSpec(
                    session,
                    server,
                    local,
                    nodeId,
                    credential,
                    ports,
                    dataPort,
                    tries,
                    tryInterval,
                    window,
                    silence,
                    trust,
                    hint,
                    barrier);
        }
    }

    /** Without the credential: this text goes to logs. */
    @Override
    public String toString() {
        return "ReceiveSpec[session=" + session + ", server=" + server.map(Inet4Address::getHostAddress)
                + ", local=" + local.getHostAddress() + ", nodeId=" + nodeId + ", ports=" + ports + ", dataPort="
                + dataPort + ", tries=" + tries + ", tryInterval=" + tryInterval + ", window=" + window + ", silence="
                + silence + "]";
    }
}
