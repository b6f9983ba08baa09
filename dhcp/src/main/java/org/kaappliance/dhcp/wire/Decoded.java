package org.kaappliance.dhcp.wire;

/** What a datagram turned out to be. */
public sealed interface Decoded {

    record Message(DhcpMessage message) implements Decoded {}

    /** Not a DHCP message, or a broken one. */
    record Malformed(String reason) implements Decoded {}
}
