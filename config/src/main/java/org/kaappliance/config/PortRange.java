package org.kaappliance.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Consecutive port numbers, both ends included.
 *
 * @param first 1 to 65535, not above {@code last}
 */
public record PortRange(int first, int last) {
    private static final Pattern TEXT = Pattern.compile("\\s*(\\d{1,5})\\s*(?:-\\s*(\\d{1,5})\\s*)?");

    public PortRange {
        if (first < 1 || last > 65535) {
            throw new IllegalArgumentException("ports are 1 to 65535, got " + first + "-" + last);
        }
        if (first > last) {
            throw new IllegalArgumentException("the range ends before it begins: " + first + "-" + last);
        }
    }

    /**
     * Reads {@code 50000-50015}, or one port.
     *
     * @throws IllegalArgumentException when the text is anything else, or the end comes first
     */
    public static PortRange parse(String text) {
        Matcher m = TEXT.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException("not a port range (expected 50000-50015): " + text);
        }
        int first = Integer.parseInt(m.group(1));
        return new PortRange(first, m.group(2) == null ? first : Integer.parseInt(m.group(2)));
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
