package org.kaappliance.dhcp.wire;

import java.net.Inet4Address;
import java.util.Optional;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;

/**
 * A DHCP message, fields as in RFC 2131 figure 1.
 *
 * @param op 1 is a request, 2 a reply
 * @param htype hardware type; 1 is Ethernet
 * @param hlen octets of the hardware address, as sent
 * @param secs since the client began, as it says
 * @param flags bit 15 asks for a broadcast reply
 * @param chaddr the first six octets of the field; means nothing unless htype is 1 and hlen 6
 * @param sname server host name; empty when the field carries options (option 52)
 * @param file boot file name; empty when the field carries options (option 52)
 */
public record DhcpMessage(
        int op,
        int htype,
        int hlen,
        int hops,
        int xid,
        int secs,
        int flags,
        Inet4Address ciaddr,
        Inet4Address yiaddr,
        Inet4Address siaddr,
        Inet4Address giaddr,
        MacAddress chaddr,
        String sname,
        String file,
        DhcpOptions options) {
    public static final int BOOTREQUEST = 1;
    public static final int BOOTREPLY = 2;
    public static final int ETHERNET = 1;
    public static final int BROADCAST_FLAG = 0x8000;
    public static final Inet4Address NO_ADDRESS = Ipv4Subnet.ofInt(0);

    /** Empty for BOOTP and for a number that RFC 2132 does not have. */
    public Optional<MessageType> type() {
        return options.number(OptionCode.MESSAGE_TYPE, 1).flatMap(code -> MessageType.of(code.intValue()));
    }

    public DhcpMessage withOptions(DhcpOptions other) {
        return new DhcpMessage(
                op, htype, hlen, hops, xid, secs, flags, ciaddr, yiaddr, siaddr, giaddr, chaddr, sname, file, other);
    }

    public DhcpMessage withFlags(int other) {
        return new DhcpMessage(
                op, htype, hlen, hops, xid, secs, other, ciaddr, yiaddr, siaddr, giaddr, chaddr, sname, file, options);
    }
}
