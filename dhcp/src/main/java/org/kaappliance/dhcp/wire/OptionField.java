package org.kaappliance.dhcp.wire;

import java.io.ByteArrayOutputStream;
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
        int i = 0;
        while (i < field.length) {
            int code = field[i++] & 0xff;
            if (code == OptionCode.END) {
                return Optional.empty();
            }
            if (code == OptionCode.PAD) {
                continue;
            }
            int length = i < field.length ? field[i++] & 0xff : MAX_PART;
            if (length > field.length - i) {
                return Optional.of("option " + code + " runs over the end of its field");
            }
            into.join(code, Arrays.copyOfRange(field, i, i + length));
            i += length;
        }
        return Optional.empty();
    }

    /** Writes all options and END; a value over 255 octets is split (RFC 3396). */
    public static byte[] write(DhcpOptions options) {
        ByteArrayOutputStream field = new ByteArrayOutputStream();
        for (int code : options.codes()) {
            write(code, options.bytes(code).orElseThrow(), field);
        }
        field.write(OptionCode.END);
        return field.toByteArray();
    }

    private static void write(int code, byte[] value, ByteArrayOutputStream field) {
        int from = 0;
        do {
            int length = Math.min(MAX_PART, value.length - from);
            field.write(code);
            field.write(length);
            field.write(value, from, length);
            from += length;
        } while (from < value.length);
    }
}
