package org.kaappliance.dhcp.wire;

import java.util.Arrays;
import java.util.Optional;

/** Options as octets: code, length, value, one after another (RFC 2132 section 2). */
public final class OptionField {
    private static final int MAX_PART = 255;

    private OptionField() {}

    /**
     * Reads one field into the builder; values of one code are joined in order (RFC 3396).
     *
     * @return what is wrong; empty when nothing is. A field may end without END: old ROMs leave it out.
     */
    public static Optional<String> read(byte[] field, DhcpOptions.Builder into) {
        return read(field, 0, field.length, into);
    }

    static Optional<String> read(byte[] octets, int from, int to, DhcpOptions.Builder into) {
        int i = from;
        while (i < to) {
            int code = octets[i++] & 0xff;
            if (code == OptionCode.END) {
                return Optional.empty();
            }
            if (code == OptionCode.PAD) {
                continue;
            }
            int length = i < to ? octets[i++] & 0xff : MAX_PART;
            if (length > to - i) {
                return Optional.of("option " + code + " runs over the end of its field");
            }
            into.join(code, octets, i, i + length);
            i += length;
        }
        return Optional.empty();
    }

    /** The options inside an option; a broken value counts as far as it goes. */
    public static DhcpOptions inside(byte[] value) {
        DhcpOptions.Builder options = DhcpOptions.builder();
        read(value, options);
        return options.build();
    }

    /** Writes all options and END; a value over 255 octets is split (RFC 3396). */
    public static byte[] write(DhcpOptions options) {
        byte[] field = new byte[length(options)];
        write(options, field, 0);
        return field;
    }

    /** Writes all options without END, as iPXE's own encapsulated options stand (option 175). */
    public static byte[] writeOpen(DhcpOptions options) {
        byte[] field = write(options);
        return Arrays.copyOf(field, field.length - 1);
    }

    /** Octets that {@link #write} takes, END included. */
    public static int length(DhcpOptions options) {
        int length = 1;
        for (int i = 0; i < options.size(); i++) {
            int value = options.valueAt(i).length;
            int parts = Math.max(1, (value + MAX_PART - 1) / MAX_PART);
            length += value + 2 * parts;
        }
        return length;
    }

    static void write(DhcpOptions options, byte[] into, int at) {
        int next = at;
        for (int i = 0; i < options.size(); i++) {
            next = write(options.codeAt(i), options.valueAt(i), into, next);
        }
        into[next] = (byte) OptionCode.END;
    }

    private static int write(int code, byte[] value, byte[] into, int at) {
        int next = at;
        int from = 0;
        do {
            int length = Math.min(MAX_PART, value.length - from);
            into[next++] = (byte) code;
            into[next++] = (byte) length;
            System.arraycopy(value, from, into, next, length);
            next += length;
            from += length;
        } while (from < value.length);
        return next;
    }
}
