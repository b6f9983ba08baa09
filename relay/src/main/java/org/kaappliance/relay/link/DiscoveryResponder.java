package org.kaappliance.relay.link;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.RelayPorts;
import org.kaappliance.relay.wire.Discovery;

/**
 * Answers the nodes that look for a session: multicast, broadcast or unicast, from the interface's own networks or from behind a router, but not
 * from the networks of the host's other interfaces. One thread. Anything that is not a request for an open session is ignored.
 */
public final class DiscoveryResponder implements AutoCloseable {
    /** Room for what a thousand nodes ask at one time, as far as the kernel grants it. */
    private static final int STORM_BYTES = 1 << 20;

    private final DatagramChannel channel;
    private final DatagramChannel answers;
    private final NetworkInterface networkInterface;
    private final int controlPort;
    private final Function<String, Optional<LinkTrust>> sessions;
    private final OtherWire other;
    private final int otherReplyPort;

    private DiscoveryResponder(
            DatagramChannel channel,
            DatagramChannel answers,
            NetworkInterface networkInterface,
            int controlPort,
            Function<String, Optional<LinkTrust>> sessions,
            OtherWire other,
            int otherReplyPort) {
        this.channel = channel;
        this.answers = answers;
        this.networkInterface = networkInterface;
        this.controlPort = controlPort;
        this.sessions = sessions;
        this.other = other;
        this.otherReplyPort = otherReplyPort;
    }

    /**
     * @param asked the port and the group to listen on, and the port where requesters of the other wire wait
     * @param controlPort what is answered
     * @param sessions what we hold of the session that a name in a request means, when nodes may join it; called on the responder's thread
     * @param other is asked for the answer to what is no request of ours
     */
    public static DiscoveryResponder open(
            Inet4Address local,
            RelayPorts asked,
            int controlPort,
            Function<String, Optional<LinkTrust>> sessions,
            OtherWire other)
            throws IOException {
        int port = asked.discovery();
        NetworkInterface networkInterface = NetworkInterface.getByInetAddress(local);
        if (networkInterface == null && local.isLoopbackAddress()) {
            networkInterface = NetworkInterface.getByName("lo");
        }
        if (networkInterface == null) {
            throw new IOException("no interface has the address " + local.getHostAddress());
        }
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        DatagramChannel answers = DatagramChannel.open(StandardProtocolFamily.INET);
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, STORM_BYTES);
            channel.bind(new InetSocketAddress(port));
            answers.bind(new InetSocketAddress(local, 0));
        } catch (IOException e) {
            channel.close();
            answers.close();
            throw new IOException("UDP port " + port + ": " + e.getMessage(), e);
        }
        join(channel, asked.group(), networkInterface);
        DiscoveryResponder responder =
                new DiscoveryResponder(channel, answers, networkInterface, controlPort, sessions, other, asked.reply());
        Thread thread = new Thread(responder::run, "ka-relay-discovery");
        thread.setDaemon(true);
        thread.start();
        return responder;
    }

    private static void join(DatagramChannel channel, Inet4Address group, NetworkInterface networkInterface) {
        try {
            channel.join(group, networkInterface);
        } catch (IOException e) {
            // an interface without multicast (loopback): broadcast and unicast remain
        }
    }

    public int port() {
        return channel.socket().getLocalPort();
    }

    private void run() {
        ByteBuffer in = ByteBuffer.allocate(Discovery.MAX_BYTES);
        while (channel.isOpen()) {
            try {
                in.clear();
                InetSocketAddress from = (InetSocketAddress) channel.receive(in);
                Optional<Discovery.Request> request = Discovery.request(in.flip());
                if (request.isPresent() && isOurs(from)) {
                    answer(request.get(), from);
                } else if (request.isEmpty() && otherReplyPort != 0 && isOurs(from)) {
                    answerOther(in.rewind(), (Inet4Address) from.getAddress());
                }
            } catch (IOException e) {
                LockSupport.parkNanos(10_000_000); // the network is down: do not spin
            }
        }
    }

    private void answer(Discovery.Request request, InetSocketAddress from) throws IOException {
        Optional<LinkTrust> trust = sessions.apply(request.session());
        if (trust.isEmpty()) {
            return;
        }
        int port = request.replyPort() == 0 ? from.getPort() : request.replyPort();
        Discovery.Reply reply =
                new Discovery.Reply(request.nonce(), controlPort, trust.get().session());
        Inet4Address server = (Inet4Address) ((InetSocketAddress) answers.getLocalAddress()).getAddress();
        ByteBuffer datagram = Discovery.encode(reply.with(trust.get().tag(reply, server)));
        answers.send(datagram, new InetSocketAddress(from.getAddress(), port));
    }

    private void answerOther(ByteBuffer request, Inet4Address from) throws IOException {
        Optional<ByteBuffer> reply = other.discovery(request, from);
        if (reply.isPresent()) {
            answers.send(reply.get(), new InetSocketAddress(from, otherReplyPort));
        }
    }

    private boolean isOurs(InetSocketAddress from) throws IOException {
        if (!(from.getAddress() instanceof Inet4Address address)) {
            return false;
        }
        if (isOn(networkInterface, address)) {
            return true;
        }
        return NetworkInterface.networkInterfaces().noneMatch(other -> isOn(other, address));
    }

    private static boolean isOn(NetworkInterface networkInterface, Inet4Address address) {
        return networkInterface.getInterfaceAddresses().stream()
                .anyMatch(own -> own.getAddress() instanceof Inet4Address ownAddress
                        && Ipv4Subnet.containing(ownAddress, own.getNetworkPrefixLength())
                                .contains(address));
    }

    @Override
    public void close() {
        Wire.closeQuietly(channel);
        Wire.closeQuietly(answers);
    }
}
