package org.kaappliance.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IPv4 network in CIDR notation (RFC 4632).
 *
 * @param network the network address; host bits are zero
 * @param prefixLength 0 to 32
 */
public record Ipv4Subnet(Inet4Address network, int prefixLength) {
    private static final Pattern CIDR = Pattern.compile("(\\d+\\.\\d+\\.\\d+\\.\\d+)/(\\d{1,2})");
    private static final Pattern DOTTED = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

    public Ipv4Subnet {
        Objects.requireNonNull(network, "network");
        if (prefixLength < 0 || prefixLength > 32) {
            throw new IllegalArgumentException("prefix length is 0 to 32, got " + prefixLength);
        }
        if ((toInt(network) & ~maskOf(prefixLength)) != 0) {
            throw new IllegalArgumentException(
                    network.getHostAddress() + " has bits set behind the prefix /" + prefixLength);
        }
    }

    /**
     * Reads {@code 10.0.1.0/24}.
     *
     * @throws IllegalArgumentException when the text is anything else, or host bits are set
     */
    public static Ipv4Subnet parse(String text) {
        Matcher m = CIDR.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException("not a subnet (expected 10.0.1.0/24): " + text);
        }
        return new Ipv4Subnet(address(m.group(1)), Integer.parseInt(m.group(2)));
    }

    /** The subnet that an interface with this address and prefix length stands in. */
    public static Ipv4Subnet containing(Inet4Address host, int prefixLength) {
        return new Ipv4Subnet(ofInt(toInt(host) & maskOf(prefixLength)), prefixLength);
    }

    public boolean contains(Inet4Address address) {
        return (toInt(address) & maskOf(prefixLength)) == toInt(network);
    }

    public Inet4Address netmask() {
        return ofInt(maskOf(prefixLength));
    }

    /** The directed broadcast address (all host bits one). */
    public Inet4Address broadcast() {
        return ofInt(toInt(network) | ~maskOf(prefixLength));
    }

    /**
     * Reads a dotted quad and never asks a resolver.
     *
     * @throws IllegalArgumentException when the text is not four numbers of 0 to 255
     */
    public static Inet4Address address(String dotted) {
        Matcher m = DOTTED.matcher(dotted);
        if (!m.matches()) {
            throw new IllegalArgumentException("not an IPv4 address: " + dotted);
        }
        int value = 0;
        for (int i = 1; i <= 4; i++) {
            int octet = Integer.parseInt(m.group(i));
            if (octet > 255) {
                throw new IllegalArgumentException("not an IPv4 address: " + dotted);
            }
            value = value << 8 | octet;
        }
        return ofInt(value);
    }

    /** The address as a 32-bit number, network order; compare with {@link Integer#compareUnsigned}. */
    public static int toInt(Inet4Address address) {
        byte[] b = address.getAddress();
        return (b[0] & 0xff) << 24 | (b[1] & 0xff) << 16 | (b[2] & 0xff) << 8 | b[3] & 0xff;
    }

    /** The inverse of {@link #toInt}. */
    public static Inet4Address ofInt(int value) {
        byte[] octets = {(byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value};
        try {
            return (Inet4Address) InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new AssertionError("four octets are always an IPv4 address", e);
        }
    }

    private static int maskOf(int prefixLength) {
        return prefixLength == 0 ? 0 : -1 << 32 - prefixLength;
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefixLength;
    }
}
