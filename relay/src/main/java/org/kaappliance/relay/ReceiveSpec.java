package org.kaappliance.relay;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
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
        return new ReceiveSpec(
                newSession,
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

    public ReceiveSpec withServer(Inet4Address newServer) {
        return new ReceiveSpec(
                session,
                Optional.of(newServer),
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

    public ReceiveSpec withCredential(String newCredential) {
        return new ReceiveSpec(
                session,
                server,
                local,
                nodeId,
                newCredential,
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

    public ReceiveSpec withPorts(RelayPorts newPorts) {
        return new ReceiveSpec(
                session,
                server,
                local,
                nodeId,
                credential,
                newPorts,
                dataPort,
                tries,
                tryInterval,
                window,
                silence,
                trust,
                hint,
                barrier);
    }

    public ReceiveSpec withDataPort(int newPort) {
        return new ReceiveSpec(
                session,
                server,
                local,
                nodeId,
                credential,
                ports,
                newPort,
                tries,
                tryInterval,
                window,
                silence,
                trust,
                hint,
                barrier);
    }

    public ReceiveSpec withTries(int newTries, Duration interval) {
        return new ReceiveSpec(
                session,
                server,
                local,
                nodeId,
                credential,
                ports,
                dataPort,
                newTries,
                interval,
                window,
                silence,
                trust,
                hint,
                barrier);
    }

    public ReceiveSpec withWindow(ByteSize newWindow) {
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
                newWindow,
                silence,
                trust,
                hint,
                barrier);
    }

    public ReceiveSpec withSilence(Duration newSilence) {
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
                newSilence,
                trust,
                hint,
                barrier);
    }

    public ReceiveSpec withTrust(Trust newTrust) {
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
                newTrust,
                hint,
                barrier);
    }

    public ReceiveSpec withHint(String newHint) {
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
                newHint,
                barrier);
    }

    public ReceiveSpec withBarrier(Barrier newBarrier) {
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
                newBarrier);
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
