package org.kaappliance.config;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * An Ethernet hardware address (EUI-48), six octets, held as the low 48 bits of a long.
 *
 * @param bits the address, most significant octet first, 0 to 2^48 - 1
 */
public record MacAddress(long bits) implements Comparable<MacAddress> {
    private static final Pattern TEXT = Pattern.compile("(?:[0-9a-f]{2}([:-]))(?:[0-9a-f]{2}\\1){4}[0-9a-f]{2}");
    private static final HexFormat COLON = HexFormat.ofDelimiter(":");
    private static final HexFormat DASH = HexFormat.ofDelimiter("-");

    public MacAddress {
        if (bits < 0 || bits >>> 48 != 0) {
            throw new IllegalArgumentException("not a 48-bit hardware address: " + Long.toHexString(bits));
        }
    }

    /**
     * Reads {@code 52:54:00:77:00:01} or {@code 52-54-00-77-00-01}, in either case.
     *
     * @throws IllegalArgumentException when the text is anything else
     */
    public static MacAddress parse(String text) {
        String lower = Objects.requireNonNull(text, "text").toLowerCase(Locale.ROOT);
        if (!TEXT.matcher(lower).matches()) {
            throw new IllegalArgumentException("not a hardware address (expected aa:bb:cc:dd:ee:ff): " + text);
        }
        return ofBytes(HexFormat.ofDelimiter(lower.substring(2, 3)).parseHex(lower));
    }

    /**
     * Takes the first six octets, as they stand in {@code chaddr} of a DHCP message (RFC 2131).
     *
     * @throws IllegalArgumentException when there are fewer than six
     */
    public static MacAddress ofBytes(byte[] octets) {
        if (octets.length < 6) {
            throw new IllegalArgumentException("a hardware address has 6 octets, got " + octets.length);
        }
        long bits = 0;
        for (int i = 0; i < 6; i++) {
            bits = bits << 8 | octets[i] & 0xff;
        }
        return new MacAddress(bits);
    }

    /** The six octets, first one first. */
    public byte[] bytes() {
        byte[] octets = new byte[6];
        for (int i = 0; i < 6; i++) {
            octets[i] = (byte) (bits >>> 40 - 8 * i);
        }
        return octets;
    }

    /** True for a group address: no machine has one as its own. */
    public boolean isMulticast() {
        return (bits >>> 40 & 1) != 0;
    }

    /** The form that menu file names use: {@code 52-54-00-77-00-01}, lower case (syslinux core/fs/pxe). */
    public String dashed() {
        return DASH.formatHex(bytes());
    }

    @Override
    public int compareTo(MacAddress other) {
        return Long.compare(bits, other.bits);
    }

    /** The usual form: {@code 52:54:00:77:00:01}, lower case. */
    @Override
    public String toString() {
        return COLON.formatHex(bytes());
    }
}
