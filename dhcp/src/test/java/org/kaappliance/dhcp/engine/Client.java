package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.DhcpOptions;
import org.kaappliance.dhcp.wire.MessageType;
import org.kaappliance.dhcp.wire.OptionCode;

/** Writes the messages of a client, for tests. */
public final class Client {
    private final MacAddress mac;
    private final DhcpOptions.Builder options = DhcpOptions.builder();
    private int op = DhcpMessage.BOOTREQUEST;
    private int htype = DhcpMessage.ETHERNET;
    private int hlen = 6;
    private int hops;
    private int flags;
    private Inet4Address ciaddr = DhcpMessage.NO_ADDRESS;
    private Inet4Address giaddr = DhcpMessage.NO_ADDRESS;

    private Client(MacAddress mac) {
        this.mac = mac;
    }

    public static Client of(String mac) {
        return new Client(MacAddress.parse(mac));
    }

    /** A BIOS ROM: vendor class and architecture 0. */
    public Client pxe() {
        return pxe(0);
    }

    public Client pxe(int architecture) {
        options.text(OptionCode.VENDOR_CLASS, "PXEClient:Arch:%05d:UNDI:002001".formatted(architecture));
        return option(OptionCode.ARCHITECTURE, architecture >> 8, architecture);
    }

    public Client vendorClass(String text) {
        options.text(OptionCode.VENDOR_CLASS, text);
        return this;
    }

    public Client option(int code, int... octets) {
        byte[] value = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            value[i] = (byte) octets[i];
        }
        options.put(code, value);
        return this;
    }

    public Client text(int code, String text) {
        options.put(code, text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    public Client asks(String address) {
        options.addresses(OptionCode.REQUESTED_ADDRESS, List.of(Ipv4Subnet.address(address)));
        return this;
    }

    public Client server(String address) {
        options.addresses(OptionCode.SERVER_IDENTIFIER, List.of(Ipv4Subnet.address(address)));
        return this;
    }

    public Client has(String address) {
        ciaddr = Ipv4Subnet.address(address);
        return this;
    }

    public Client relay(String address) {
        giaddr = Ipv4Subnet.address(address);
        return this;
    }

    public Client header(int newOp, int newHtype, int newHlen, int newHops) {
        op = newOp;
        htype = newHtype;
        hlen = newHlen;
        hops = newHops;
        return this;
    }

    public Client flags(int newFlags) {
        flags = newFlags;
        return this;
    }

    public DhcpMessage discover() {
        return send(MessageType.DISCOVER);
    }

    public DhcpMessage request() {
        return send(MessageType.REQUEST);
    }

    public DhcpMessage send(MessageType type) {
        options.octet(OptionCode.MESSAGE_TYPE, type.code());
        return bootp();
    }

    /** Without a message type. */
    public DhcpMessage bootp() {
        Inet4Address none = DhcpMessage.NO_ADDRESS;
        return new DhcpMessage(
                op, htype, hlen, hops, 0x1234abcd, 3, flags, ciaddr, none, none, giaddr, mac, "", "", options.build());
    }
}
