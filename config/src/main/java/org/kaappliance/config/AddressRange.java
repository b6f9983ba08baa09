package org.kaappliance.config;

import java.net.Inet4Address;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Consecutive IPv4 addresses, both ends included.
 *
 * @param first not above {@code last}
 */
public record AddressRange(Inet4Address first, Inet4Address last) {
    private static final Pattern TEXT = Pattern.compile("\\s*([0-9.]+)\\s*-\\s*([0-9.]+)\\s*");

    public AddressRange {
        if (Integer.compareUnsigned(Ipv4Subnet.toInt(first), Ipv4Subnet.toInt(last)) > 0) {
            throw new IllegalArgumentException(
                    "the range ends before it begins: " + first.getHostAddress() + "-" + last.getHostAddress());
        }
    }

    /**
     * Reads {@code 10.0.1.110-10.0.1.120}.
     *
     * @throws IllegalArgumentException when the text is anything else, or the end comes first
     */
    public static AddressRange parse(String text) {
        Matcher m = TEXT.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException("not an address range (expected 10.0.1.110-10.0.1.120): " + text);
        }
        return new AddressRange(Ipv4Subnet.address(m.group(1)), Ipv4Subnet.address(m.group(2)));
    }

    public boolean contains(Inet4Address address) {
        int value = Ipv4Subnet.toInt(address);
        return Integer.compareUnsigned(value, Ipv4Subnet.toInt(first)) >= 0
                && Integer.compareUnsigned(value, Ipv4Subnet.toInt(last)) <= 0;
    }

    public boolean overlaps(AddressRange other) {
        return contains(other.first) || other.contains(first);
    }

    /** How many addresses, 1 to 2^32. */
    public long size() {
        return Integer.toUnsignedLong(Ipv4Subnet.toInt(last)) - Integer.toUnsignedLong(Ipv4Subnet.toInt(first)) + 1;
    }

    @Override
    public String toString() {
        return first.getHostAddress() + "-" + last.getHostAddress();
    }
}
