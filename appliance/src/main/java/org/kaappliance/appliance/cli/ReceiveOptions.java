package org.kaappliance.appliance.cli;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Optional;
import org.kaappliance.config.SettingsException;
import org.kaappliance.relay.ReceiveSpec;
import picocli.CommandLine.Option;

/** The options of {@code receive} that say where and as whom. */
final class ReceiveOptions {
    @Option(
            names = "-s",
            paramLabel = "SESSION",
            description = "name of the session (default: the only one of HOST that can be joined)")
    private String session;

    @Option(names = "-h", paramLabel = "HOST", description = "the sender (default: found by multicast and broadcast)")
    private String host;

    @Option(names = "--name", paramLabel = "NAME", description = "our name in the session (default: our address)")
    private String name;

    @Option(
            names = "--hint",
            defaultValue = "",
            paramLabel = "TEXT",
            description = "where we stand, a rack or a switch: those with one hint become neighbours")
    private String hint;

    @Option(names = "-w", description = "wait until all nodes are done")
    private boolean waits;

    boolean waits() {
        return waits;
    }

    /** @throws UsageException for a value that cannot be @throws IOException for a host that is not known */
    ReceiveSpec spec(RelayOptions relay) throws IOException, SettingsException {
        if (session == null && host == null) {
            throw new UsageException("which session? Say -s SESSION, or -h HOST for the only one of that host");
        }
        Optional<Inet4Address> server = server();
        Inet4Address local = server.isPresent() && !relay.namesInterface()
                ? towards(server.get())
                : relay.local().address();
        String nodeId = name == null ? local.getHostAddress() : name;
        var trust = relay.trust();
        return RelayOptions.checked(() -> {
            ReceiveSpec spec = ReceiveSpec.of(session == null ? ReceiveSpec.ANY_SESSION : session, local, nodeId)
                    .withPorts(relay.ports())
                    .withDataPort(relay.ownDataPort())
                    .withWindow(relay.window())
                    .withTrust(trust)
                    .withHint(hint)
                    .withBarrier(waits ? ReceiveSpec.Barrier.ALL_DONE : ReceiveSpec.Barrier.NONE);
            return server.map(spec::withServer).orElse(spec);
        });
    }

    private Optional<Inet4Address> server() throws UnknownHostException {
        if (host == null) {
            return Optional.empty();
        }
        for (InetAddress address : InetAddress.getAllByName(host)) {
            if (address instanceof Inet4Address inet4) {
                return Optional.of(inet4);
            }
        }
        throw new UnknownHostException(host + " has no IPv4 address");
    }

    /** Our address on the way to it, by the kernel's routes: connecting a datagram socket sends nothing. */
    private static Inet4Address towards(Inet4Address server) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server, 9);
            if (socket.getLocalAddress() instanceof Inet4Address local && !local.isAnyLocalAddress()) {
                return local;
            }
        } catch (SocketException | java.io.UncheckedIOException e) {
            throw new IOException("no way to " + server.getHostAddress() + ": " + e.getMessage(), e);
        }
        throw new IOException("no way to " + server.getHostAddress());
    }
}
