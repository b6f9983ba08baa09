package org.kaappliance.dhcp.wire;

import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.kaappliance.config.Ipv4Subnet;

/**
 * The options of one message in their order: each code once, with the joined value (RFC 3396), 0 to 65535 octets.
 * Immutable. A typed getter is empty when the option is absent or has the wrong length.
 */
public final class DhcpOptions {
    private final Map<Integer, byte[]> values;

    private DhcpOptions(Map<Integer, byte[]> values) {
        this.values = values;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The codes, in the order of their first occurrence. */
    public Set<Integer> codes() {
        return values.keySet();
    }

    public boolean has(int code) {
        return values.containsKey(code);
    }

    /** A copy of the value. */
    public Optional<byte[]> bytes(int code) {
        return Optional.ofNullable(values.get(code)).map(byte[]::clone);
    }

    /** An unsigned number of exactly this many octets, 1 to 4. */
    public Optional<Long> number(int code, int octets) {
        byte[] value = values.get(code);
        if (value == null || value.length != octets) {
            return Optional.empty();
        }
        long number = 0;
        for (byte octet : value) {
            number = number << 8 | octet & 0xff;
        }
        return Optional.of(number);
    }

    public Optional<Inet4Address> address(int code) {
        return number(code, 4).map(number -> Ipv4Subnet.ofInt(number.intValue()));
    }

    /** The value up to its first NUL, one char an octet. */
    public Optional<String> text(int code) {
        return bytes(code).map(DhcpOptions::text);
    }

    public static String text(byte[] value) {
        int end = 0;
        while (end < value.length && value[end] != 0) {
            end++;
        }
        return new String(value, 0, end, StandardCharsets.ISO_8859_1);
    }

    public DhcpOptions without(int code) {
        Map<Integer, byte[]> rest = new LinkedHashMap<>(values);
        rest.remove(code);
        return new DhcpOptions(rest);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DhcpOptions options && toString().equals(options.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** Codes and values in hex: {@code {53=01, 50=0a000105}}. */
    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(e -> e.getKey() + "=" + HexFormat.of().formatHex(e.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    /** Collects options in order; the value of a code that is put again is replaced in place. */
    public static final class Builder {
        private final Map<Integer, byte[]> values = new LinkedHashMap<>();

        /** @param code 1 to 254 */
        public Builder put(int code, byte[] value) {
            if (code <= OptionCode.PAD || code >= OptionCode.END) {
                throw new IllegalArgumentException("an option code is 1 to 254, got " + code);
            }
            values.put(code, value.clone());
            return this;
        }

        /** Appends to the value that the code already has (RFC 3396). */
        public Builder join(int code, byte[] part) {
            byte[] before = values.get(code);
            if (before == null) {
                return put(code, part);
            }
            byte[] joined = Arrays.copyOf(before, before.length + part.length);
            System.arraycopy(part, 0, joined, before.length, part.length);
            return put(code, joined);
        }

        public Builder octet(int code, int value) {
            return put(code, new byte[] {(byte) value});
        }

        /** Whole seconds in four octets; what does not fit becomes 2^32 - 1, which means for ever. */
        public Builder seconds(int code, Duration duration) {
            long seconds = Math.min(duration.toSeconds(), 0xffffffffL);
            return put(code, ByteBuffer.allocate(4).putInt((int) seconds).array());
        }

        public Builder addresses(int code, List<Inet4Address> addresses) {
            ByteBuffer octets = ByteBuffer.allocate(4 * addresses.size());
            addresses.forEach(address -> octets.put(address.getAddress()));
            return put(code, octets.array());
        }

        public Builder text(int code, String text) {
            return put(code, text.getBytes(StandardCharsets.ISO_8859_1));
        }

        public DhcpOptions build() {
            return new DhcpOptions(new LinkedHashMap<>(values));
        }

        public List<Integer> codes() {
            return new ArrayList<>(values.keySet());
        }
    }
}
