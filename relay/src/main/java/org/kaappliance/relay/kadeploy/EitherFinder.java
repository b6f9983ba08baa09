package org.kaappliance.relay.kadeploy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.ReceiveSpec;
import org.kaappliance.relay.link.DiscoveryClient;

/** Looks for the server of a session with both wires at a time. A server that speaks both is taken by ours. */
public final class EitherFinder {
    private final ReceiveSpec spec;

    /** @param isOriginal it answered by the 0.6 wire only */
    public record Found(DiscoveryClient.Found server, boolean isOriginal) {}

    public EitherFinder(ReceiveSpec spec) {
        this.spec = spec;
    }

    /**
     * Asks as often as the settings say. An original server does not answer a question for its only session: when that is wanted of a given server,
     * and ours do not answer, that server is taken for an original one, whose control connections need no name.
     *
     * @return empty when nobody answered
     * @throws IOException when our own address, or the port of the 0.6 replies, cannot be bound
     */
    public Optional<Found> find() throws IOException, InterruptedException {
        ReceiveSpec once = spec.withTries(1, spec.tryInterval());
        try (DatagramChannel asking = DatagramChannel.open(StandardProtocolFamily.INET);
                DatagramChannel replies = DatagramChannel.open(StandardProtocolFamily.INET)) {
            asking.bind(new InetSocketAddress(spec.local(), 0));
            asking.setOption(StandardSocketOptions.SO_BROADCAST, true);
            bindReplies(replies);
            for (int i = 0; i < spec.tries(); i++) {
                ask(asking);
                Optional<DiscoveryClient.Found> ours = new DiscoveryClient(once).find();
                if (ours.isPresent()) {
                    return Optional.of(new Found(ours.get(), false));
                }
                Optional<InetAddress> original = reply(replies);
                if (original.isPresent()) {
                    return original.map(this::original);
                }
            }
            return isAnySession() ? spec.server().map(this::original) : Optional.empty();
        }
    }

    private boolean isAnySession() {
        return spec.session().equals(ReceiveSpec.ANY_SESSION);
    }

    private Found original(InetAddress address) {
        InetSocketAddress control = new InetSocketAddress(address, spec.ports().control());
        return new Found(new DiscoveryClient.Found(control, spec.session()), true);
    }

    private void bindReplies(DatagramChannel replies) throws IOException {
        int port = spec.ports().reply();
        try {
            replies.bind(new InetSocketAddress(spec.local(), port));
            replies.configureBlocking(false);
        } catch (IOException e) {
            throw new IOException("UDP port " + port + ": " + e.getMessage(), e);
        }
    }

    private void ask(DatagramChannel asking) throws IOException {
        if (isAnySession() || spec.session().length() >= LegacyDiscovery.MAX_REQUEST_BYTES) {
            return;
        }
        for (InetAddress target : targets()) {
            try {
                asking.send(
                        LegacyDiscovery.request(spec.session()),
                        new InetSocketAddress(target, spec.ports().discovery()));
            } catch (IOException e) {
                // no route for this kind of address: the other, or the next try, may get through
            }
        }
    }

    private List<InetAddress> targets() throws IOException {
        if (spec.server().isPresent()) {
            return List.of(spec.server().get());
        }
        List<InetAddress> targets = new ArrayList<>();
        NetworkInterface own = NetworkInterface.getByInetAddress(spec.local());
        if (own != null) {
            own.getInterfaceAddresses().stream()
                    .filter(address -> address.getAddress().equals(spec.local()) && address.getBroadcast() != null)
                    .map(InterfaceAddress::getBroadcast)
                    .forEach(targets::add);
        }
        targets.add(Ipv4Subnet.ofInt(-1));
        return targets;
    }

    /** The first reply that came while the other wire was asked. */
    private Optional<InetAddress> reply(DatagramChannel replies) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(512);
        for (InetSocketAddress from = receive(replies, in); from != null; from = receive(replies, in)) {
            boolean isAsked = spec.server().isEmpty() || spec.server().get().equals(from.getAddress());
            if (isAsked && LegacyDiscovery.isReply(in.flip())) {
                return Optional.of(from.getAddress());
            }
        }
        return Optional.empty();
    }

    private static InetSocketAddress receive(DatagramChannel replies, ByteBuffer in) throws IOException {
        in.clear();
        return (InetSocketAddress) replies.receive(in);
    }
}
