package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.dhcp.wire.MessageType;

/** Where a reply goes (RFC 2131 section 4.1). */
public final class Destination {
    public static final int SERVER_PORT = 67;
    public static final int CLIENT_PORT = 68;
    private static final Inet4Address EVERYBODY = Ipv4Subnet.ofInt(-1);

    private Destination() {}

    /** Back to where a request came from; to everybody when that has no address yet. */
    public static InetSocketAddress ofSource(InetSocketAddress source) {
        return source.getAddress().isAnyLocalAddress() ? new InetSocketAddress(EVERYBODY, source.getPort()) : source;
    }

    /**
     * To the relay, else to the address that the client has, else to everybody. A client without an address is never
     * sent a unicast, even where its broadcast flag is clear: that would need an ARP entry made by hand. A NAK goes to
     * everybody, because the address of its client is wrong.
     */
    public static InetSocketAddress of(ClientRequest request, MessageType reply) {
        if (request.relay().isPresent()) {
            return new InetSocketAddress(request.relay().get(), SERVER_PORT);
        }
        Inet4Address client =
                reply == MessageType.NAK ? EVERYBODY : request.ciaddr().orElse(EVERYBODY);
        return new InetSocketAddress(client, CLIENT_PORT);
    }
}
