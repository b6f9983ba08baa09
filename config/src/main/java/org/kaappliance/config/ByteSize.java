package org.kaappliance.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes.
 *
 * @param bytes 0 or more
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})\\s*([KMGT]i?)?B?", Pattern.CASE_INSENSITIVE);
    private static final String UNITS = "KMGT";

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative: " + bytes);
        }
    }

    /**
     * Reads {@code 512}, {@code 64K}, {@code 8MiB}, {@code 1GB}. {@code K}, {@code KiB} are 1024 bytes and {@code KB} is 1000.
     *
     * @throws IllegalArgumentException when the text is anything else, or over 2^63 - 1 bytes
     */
    public static ByteSize parse(String text) {
        Matcher m = TEXT.matcher(text.trim());
        if (!m.matches()) {
            throw new IllegalArgumentException("not a size (expected e.g. 64K, 8MiB): " + text);
        }
        long number = Long.parseLong(m.group(1));
        String unit = m.group(2);
        if (unit == null) {
            return new ByteSize(number);
        }
        boolean decimal =
                unit.length() == 1 && text.trim().toUpperCase(Locale.ROOT).endsWith("B");
        int power = UNITS.indexOf(Character.toUpperCase(unit.charAt(0))) + 1;
        try {
            long factor = 1;
            for (int i = 0; i < power; i++) {
                factor *= decimal ? 1000 : 1024;
            }
            return new ByteSize(Math.multiplyExact(number, factor));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("too large a size: " + text, e);
        }
    }

    public static ByteSize ofMebibytes(long mebibytes) {
        return new ByteSize(Math.multiplyExact(mebibytes, 1L << 20));
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** The size with the largest binary unit that divides it: {@code 8MiB}, {@code 1500B}. */
    @Override
    public String toString() {
        if (bytes == 0) {
            return "0B";
        }
        int power = Math.min(4, Long.numberOfTrailingZeros(bytes) / 10);
        return (bytes >> 10 * power) + (power == 0 ? "B" : UNITS.charAt(power - 1) + "iB");
    }
}
