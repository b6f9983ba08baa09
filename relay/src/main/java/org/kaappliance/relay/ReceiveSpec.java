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
 * @param session its name, 1 to 200 printable ASCII characters
 * @param server whom to ask; empty: found by multicast and broadcast on the interface of {@code local}
 * @param local our address; the listener for children and all connections are bound to it
 * @param nodeId our name in the session, 1 to 64 printable ASCII characters
 * @param credential what we prove ourselves with, empty for none
 * @param ports the server's
 * @param dataPort where our child connects, 0: the kernel chooses
 * @param tries how often the server is asked before we give up
 * @param tryInterval how long each answer is waited for
 * @param window how much of the stream is kept for a child that lost its parent, and for a slow sink; at least 16 MiB
 * @param silence how long the source, or our parent, may say nothing
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
        Duration silence) {
    public ReceiveSpec {
        Names.requireSession(session);
        Names.requireNodeId(nodeId);
        Names.requireCredential(credential);
        Objects.requireNonNull(server, "server");
        Objects.requireNonNull(local, "local");
        Objects.requireNonNull(ports, "ports");
        Objects.requireNonNull(tryInterval, "tryInterval");
        Objects.requireNonNull(silence, "silence");
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
                Duration.ofSeconds(10));
    }

    public ReceiveSpec withServer(Inet4Address server) {
        return new ReceiveSpec(
                session,
                Optional.of(server),
                local,
                nodeId,
                credential,
                ports,
                dataPort,
                tries,
                tryInterval,
                window,
                silence);
    }

    public ReceiveSpec withCredential(String credential) {
        return new ReceiveSpec(
                session, server, local, nodeId, credential, ports, dataPort, tries, tryInterval, window, silence);
    }

    public ReceiveSpec withPorts(RelayPorts ports) {
        return new ReceiveSpec(
                session, server, local, nodeId, credential, ports, dataPort, tries, tryInterval, window, silence);
    }

    public ReceiveSpec withDataPort(int dataPort) {
        return new ReceiveSpec(
                session, server, local, nodeId, credential, ports, dataPort, tries, tryInterval, window, silence);
    }

    public ReceiveSpec withTries(int tries, Duration tryInterval) {
        return new ReceiveSpec(
                session, server, local, nodeId, credential, ports, dataPort, tries, tryInterval, window, silence);
    }

    public ReceiveSpec withWindow(ByteSize window) {
        return new ReceiveSpec(
                session, server, local, nodeId, credential, ports, dataPort, tries, tryInterval, window, silence);
    }

    public ReceiveSpec withSilence(Duration silence) {
        return new ReceiveSpec(
                session, server, local, nodeId, credential, ports, dataPort, tries, tryInterval, window, silence);
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
