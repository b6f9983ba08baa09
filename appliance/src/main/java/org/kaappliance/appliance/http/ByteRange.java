package org.kaappliance.appliance.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a file, from a {@code Range} header (RFC 9110 section 14).
 *
 * @param firstByte 0 is the first of the file
 * @param lengthBytes 1 or more
 */
record ByteRange(long firstByte, long lengthBytes) {
    private static final Pattern ONE = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

    /** What a header asks for. */
    sealed interface Asked {
        /** Everything: no header, several ranges, or one that cannot be read (which RFC 9110 lets a server ignore). */
        record Whole() implements Asked {}

        record Part(ByteRange range) implements Asked {}

        /** Outside of the file. */
        record Nothing() implements Asked {}
    }

    /** @param sizeBytes of the file */
    static Asked of(Optional<String> header, long sizeBytes) {
        Matcher m = ONE.matcher(header.orElse(""));
        if (!m.matches() || m.group(1).isEmpty() && m.group(2).isEmpty()) {
            return new Asked.Whole();
        }
        if (m.group(1).isEmpty()) {
            long last = Math.min(Long.parseLong(m.group(2)), sizeBytes);
            return last == 0 ? new Asked.Nothing() : new Asked.Part(new ByteRange(sizeBytes - last, last));
        }
        long first = Long.parseLong(m.group(1));
        long end = m.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(m.group(2));
        if (end < first) {
            return new Asked.Whole();
        }
        return first >= sizeBytes
                ? new Asked.Nothing()
                : new Asked.Part(new ByteRange(first, Math.min(end, sizeBytes - 1) - first + 1));
    }

    /** {@code bytes 0-99/1000}. */
    String contentRange(long sizeBytes) {
        return "bytes " + firstByte + "-" + (firstByte + lengthBytes - 1) + "/" + sizeBytes;
    }
}
