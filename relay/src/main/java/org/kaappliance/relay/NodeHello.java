package org.kaappliance.relay;

import java.net.Inet4Address;

/**
 * What a node says of itself when it joins.
 *
 * @param nodeId its name, for example its hardware address; 1 to 64 printable ASCII characters
 * @param credential what it proves itself with; empty when it has none; at most 256 bytes of UTF-8
 * @param address where its control connection comes from
 */
public record NodeHello(String nodeId, String credential, Inet4Address address) {
    /** Without the credential: this text goes to logs. */
    @Override
    public String toString() {
        return "NodeHello[nodeId=" + nodeId + ", address=" + address.getHostAddress() + "]";
    }
}
