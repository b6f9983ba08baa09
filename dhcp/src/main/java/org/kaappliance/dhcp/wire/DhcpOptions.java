package org.kaappliance.dhcp.wire;

import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kaappliance.config.Ipv4Subnet;

/**
 * The options of one message in their order: each code once, with the joined value (RFC 3396), 0 to 65535 octets.
 * Immutable. A typed getter is empty when the option is absent or has the wrong length.
 */
public final class DhcpOptions {
    public static final DhcpOptions NONE = builder().build();

    private final byte[] codes;
    private final byte[][] values;

    /** Two small arrays: a message has a dozen options, and this is made for every packet. */
    private DhcpOptions(byte[] codes, byte[][] values) {
        this.codes = codes;
        this.values = values;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The codes, in the order of their first occurrence. */
    public Set<Integer> codes() {
        Set<Integer> set = new LinkedHashSet<>();
        for (byte code : codes) {
            set.add(code & 0xff);
        }
        return Collections.unmodifiableSet(set);
    }

    public boolean has(int code) {
        return find(codes, codes.length, code) >= 0;
    }

    public boolean isEmpty() {
        return codes.length == 0;
    }

    /** How many options there are. */
    int size() {
        return codes.length;
    }

    /** The code of the option at this place, 0 to {@code size() - 1}. */
    int codeAt(int place) {
        return codes[place] & 0xff;
    }

    /** Not a copy: for the codec, which only reads it. */
    byte[] valueAt(int place) {
        return values[place];
    }

    /** Octets of the value; -1 when the option is absent. */
    public int length(int code) {
        byte[] value = value(code);
        return value == null ? -1 : value.length;
    }

    /** A copy of the value. */
    public Optional<byte[]> bytes(int code) {
        byte[] value = value(code);
        return value == null ? Optional.empty() : Optional.of(value.clone());
    }

    private byte[] value(int code) {
        int place = find(codes, codes.length, code);
        return place < 0 ? null : values[place];
    }

    private static int find(byte[] codes, int size, int code) {
        for (int i = 0; i < size; i++) {
            if ((codes[i] & 0xff) == code) {
                return i;
            }
        }
        return -1;
    }

    /** An unsigned number of exactly this many octets, 1 to 4. */
    public Optional<Long> number(int code, int octets) {
        byte[] value = value(code);
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
        byte[] value = value(code);
        return value == null ? Optional.empty() : Optional.of(text(value));
    }

    public static String text(byte[] value) {
        return text(value, 0, value.length);
    }

    static String text(byte[] octets, int from, int to) {
        int end = from;
        while (end < to && octets[end] != 0) {
            end++;
        }
        return new String(octets, from, end - from, StandardCharsets.ISO_8859_1);
    }

    public DhcpOptions without(int code) {
        return has(code) ? toBuilder().remove(code).build() : this;
    }

    /** A builder that begins with these options. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.codes = Arrays.copyOf(codes, codes.length + Builder.ROOM);
        builder.values = Arrays.copyOf(values, values.length + Builder.ROOM);
        builder.size = codes.length;
        return builder;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DhcpOptions options
                && Arrays.equals(codes, options.codes)
                && Arrays.deepEquals(values, options.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(codes) + Arrays.deepHashCode(values);
    }

    /** Codes and values in hex: {@code {53=01, 50=0a000105}}. */
    @Override
    public String toString() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < codes.length; i++) {
            all.add(codeAt(i) + "=" + HexFormat.of().formatHex(values[i]));
        }
        return "{" + String.join(", ", all) + "}";
    }

    /** Collects options in order; the value of a code that is put again is replaced in place. Not thread-safe. */
    public static final class Builder {
        private static final int ROOM = 8;

        private byte[] codes = new byte[3 * ROOM];
        private byte[][] values = new byte[3 * ROOM][];
        private int size;

        private Builder() {}

        /** @param code 1 to 254 */
        public Builder put(int code, byte[] value) {
            return own(code, value.clone());
        }

        /** Keeps the array itself. */
        private Builder own(int code, byte[] value) {
            if (code <= OptionCode.PAD || code >= OptionCode.END) {
                throw new IllegalArgumentException("an option code is 1 to 254, got " + code);
            }
            int place = find(codes, size, code);
            if (place >= 0) {
                values[place] = value;
                return this;
            }
            if (size == codes.length) {
                codes = Arrays.copyOf(codes, 2 * size);
                values = Arrays.copyOf(values, 2 * size);
            }
            codes[size] = (byte) code;
            values[size++] = value;
            return this;
        }

        /** Puts all of them, in their order. */
        public Builder putAll(DhcpOptions options) {
            for (int i = 0; i < options.size(); i++) {
                own(options.codeAt(i), options.valueAt(i));
            }
            return this;
        }

        /** Puts the option of another message, unchanged, if it is there. */
        public Builder copy(int code, DhcpOptions from) {
            byte[] value = from.value(code);
            return value == null ? this : own(code, value);
        }

        /** Appends to the value that the code already has (RFC 3396). */
        public Builder join(int code, byte[] part) {
            return join(code, part, 0, part.length);
        }

        Builder join(int code, byte[] octets, int from, int to) {
            int place = find(codes, size, code);
            if (place < 0) {
                return own(code, Arrays.copyOfRange(octets, from, to));
            }
            byte[] before = values[place];
            byte[] joined = Arrays.copyOf(before, before.length + to - from);
            System.arraycopy(octets, from, joined, before.length, to - from);
            values[place] = joined;
            return this;
        }

        public Builder remove(int code) {
            int place = find(codes, size, code);
            if (place >= 0) {
                System.arraycopy(codes, place + 1, codes, place, size - place - 1);
                System.arraycopy(values, place + 1, values, place, size - place - 1);
                size--;
            }
            return this;
        }

        public Builder octet(int code, int value) {
            return own(code, new byte[] {(byte) value});
        }

        /** Whole seconds in four octets; what does not fit becomes 2^32 - 1, which means for ever. */
        public Builder seconds(int code, Duration duration) {
            int seconds = (int) Math.min(duration.toSeconds(), 0xffffffffL);
            return own(code, new byte[] {
                (byte) (seconds >>> 24), (byte) (seconds >>> 16), (byte) (seconds >>> 8), (byte) seconds
            });
        }

        public Builder addresses(int code, List<Inet4Address> addresses) {
            byte[] octets = new byte[4 * addresses.size()];
            for (int i = 0; i < addresses.size(); i++) {
                System.arraycopy(addresses.get(i).getAddress(), 0, octets, 4 * i, 4);
            }
            return own(code, octets);
        }

        public Builder text(int code, String text) {
            return own(code, text.getBytes(StandardCharsets.ISO_8859_1));
        }

        public DhcpOptions build() {
            return new DhcpOptions(Arrays.copyOf(codes, size), Arrays.copyOf(values, size));
        }

        /** The codes so far. */
        public List<Integer> codes() {
            return List.copyOf(build().codes());
        }

        public boolean has(int code) {
            return find(codes, size, code) >= 0;
        }

        /** A copy of the value so far. */
        public Optional<byte[]> bytes(int code) {
            int place = find(codes, size, code);
            return place < 0 ? Optional.empty() : Optional.of(values[place].clone());
        }
    }
}
