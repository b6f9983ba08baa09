package org.kaappliance.relay;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.wire.Discovery;

/** Server and node on 10.9.0.1, at the standard ports; prints what it found. */
public final class DiscoveryProbe {
    private static final Inet4Address LOCAL = Ipv4Subnet.address("10.9.0.1");

    private DiscoveryProbe() {}

    public static void main(String[] args) throws Exception {
        try (RelayServer server = RelayServer.open(LOCAL, RelayPorts.STANDARD)) {
            SendSpec spec = SendSpec.of("found", 1);
            server.start(spec, LoopbackFleet.source(new byte[100_000]), SendListener.none());
            for (String target : new String[] {RelayPorts.GROUP.getHostAddress(), "10.9.0.255", "10.9.0.1"}) {
                System.out.println(target + ": " + ask(target, "found"));
            }
            System.out.println("other session: " + ask("10.9.0.1", "other"));
            ReceiveSpec receive = ReceiveSpec.of("found", LOCAL, "node");
            ReceiveResult result =
                    RelayReceiver.receive(receive, new LoopbackFleet.MemorySink(), ReceiveListener.none());
            System.out.println("receiver: complete " + result.complete() + ", " + result.bytes() + " bytes");
        }
        RelayPorts elsewhere = RelayPorts.STANDARD.withGroup(Ipv4Subnet.address("239.255.75.66"));
        try (RelayServer server = RelayServer.open(LOCAL, elsewhere)) {
            server.start(SendSpec.of("found", 1), LoopbackFleet.source(new byte[1]), SendListener.none());
            System.out.println("another group: " + ask("239.255.75.66", "found"));
        }
    }

    private static String ask(String target, String session) throws IOException {
        try (DatagramChannel channel = DatagramChannel.open(java.net.StandardProtocolFamily.INET)) {
            channel.bind(new InetSocketAddress(LOCAL, 0));
            channel.setOption(StandardSocketOptions.SO_BROADCAST, true);
            channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByInetAddress(LOCAL));
            channel.send(
                    Discovery.encode(new Discovery.Request(7, 0, session)),
                    new InetSocketAddress(target, RelayPorts.STANDARD.discovery()));
            channel.socket().setSoTimeout(session.equals("found") ? 5000 : 300);
            java.net.DatagramPacket packet = new java.net.DatagramPacket(new byte[512], 512);
            channel.socket().receive(packet);
            Optional<Discovery.Reply> reply = Discovery.reply(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
            boolean isRight = reply.equals(Optional.of(new Discovery.Reply(7, 30765, session)));
            return isRight ? "answered from " + packet.getAddress().getHostAddress() : "answered with " + reply;
        } catch (SocketTimeoutException e) {
            return "no answer";
        }
    }
}
