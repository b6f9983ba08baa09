package org.kaappliance.relay.link;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kaappliance.relay.ReceiveSpec;
import org.kaappliance.relay.wire.Discovery;
import org.kaappliance.relay.wire.Names;

/** Asks for the server of a session: by unicast when its address is known, else by multicast and broadcast on our interface. */
public final class DiscoveryClient {
    /** What answered. @param control where it takes control connections @param session which one; ours, unless any was asked for */
    public record Found(InetSocketAddress control, String session) {}

    private final ReceiveSpec spec;
    private final LinkTrust trust;
    private final Discovery.Request request;
    private final Optional<NetworkInterface> networkInterface;
    private Optional<InetAddress> unproven = Optional.empty();

    public DiscoveryClient(ReceiveSpec spec) throws IOException {
        this.spec = spec;
        this.trust = LinkTrust.of(spec.session(), spec.trust());
        this.request = new Discovery.Request(new SecureRandom().nextInt(), 0, spec.session());
        this.networkInterface = Optional.ofNullable(NetworkInterface.getByInetAddress(spec.local()));
    }

    /**
     * Asks as often as the settings say.
     *
     * @return empty when none answered
     * @throws IOException when our own address cannot be bound
     */
    public Optional<Found> find() throws IOException, InterruptedException {
        try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
                Selector selector = Selector.open()) {
            channel.bind(new InetSocketAddress(spec.local(), 0));
            channel.setOption(StandardSocketOptions.SO_BROADCAST, true);
            if (networkInterface.isPresent()) {
                channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, networkInterface.get());
            }
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            for (int i = 0; i < spec.tries(); i++) {
                ask(channel);
                Optional<Found> answer = await(channel, selector);
                if (answer.isPresent()) {
                    return answer;
                }
            }
            return Optional.empty();
        }
    }

    private void ask(DatagramChannel channel) {
        for (InetAddress target : targets()) {
            try {
                channel.send(
                        Discovery.encode(request),
                        new InetSocketAddress(target, spec.ports().discovery()));
            } catch (IOException e) {
                // no route for this kind of address: the others, or the next try, may get through
            }
        }
    }

    private List<InetAddress> targets() {
        if (spec.server().isPresent()) {
            return List.of(spec.server().get());
        }
        List<InetAddress> targets = new ArrayList<>();
        targets.add(spec.ports().group());
        if (networkInterface.isPresent()) {
            networkInterface.get().getInterfaceAddresses().stream()
                    .filter(own -> own.getAddress().equals(spec.local()) && own.getBroadcast() != null)
                    .map(InterfaceAddress::getBroadcast)
                    .forEach(targets::add);
        }
        targets.add(limitedBroadcast());
        return targets;
    }

    private static Inet4Address limitedBroadcast() {
        return org.kaappliance.config.Ipv4Subnet.ofInt(-1);
    }

    private Optional<Found> await(DatagramChannel channel, Selector selector) throws IOException, InterruptedException {
        ByteBuffer in = ByteBuffer.allocate(Discovery.MAX_BYTES);
        long deadline = Wire.deadline(spec.tryInterval());
        for (long leftMillis = spec.tryInterval().toMillis();
                leftMillis > 0;
                leftMillis = (deadline - System.nanoTime()) / 1_000_000) {
            selector.select(leftMillis);
            selector.selectedKeys().clear();
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            in.clear();
            InetSocketAddress from = (InetSocketAddress) channel.receive(in);
            Optional<Discovery.Reply> reply = Discovery.reply(in.flip());
            if (from != null && reply.filter(this::isOurs).isPresent()) {
                if (!isProven(reply.get(), from)) {
                    unproven = Optional.of(from.getAddress());
                    continue;
                }
                return Optional.of(new Found(
                        new InetSocketAddress(from.getAddress(), reply.get().controlPort()),
                        reply.get().session()));
            }
        }
        return Optional.empty();
    }

    /** An answer that does not prove the session's key is a stranger's: the server's may still come. */
    private boolean isProven(Discovery.Reply reply, InetSocketAddress from) {
        return trust.keys().isEmpty()
                || from.getAddress() instanceof Inet4Address server
                        && reply.tag().equals(trust.tag(reply, server));
    }

    /** Who answered last without the session's key, when somebody did. After {@link #find}. */
    public Optional<InetAddress> unproven() {
        return unproven;
    }

    private boolean isOurs(Discovery.Reply reply) {
        return reply.nonce() == request.nonce()
                && (reply.session().equals(request.session())
                        || request.session().equals(Names.ANY_SESSION));
    }
}
