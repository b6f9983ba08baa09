package org.kaappliance.clientkit.tar;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The extended header of a member (POSIX.1-2001 pax; {@code SCHILY.xattr.} and {@code GNU.sparse.} as GNU tar writes them). */
final class PaxRecords {
    private static final String ATTRIBUTE = "SCHILY.xattr.";

    private final Map<String, String> values = new HashMap<>();
    private long position;

    /** Adds the records {@code LENGTH KEY=VALUE\n} of one header. */
    void add(byte[] body, long at) throws TarFormatException {
        position = at;
        String text = new String(body, StandardCharsets.ISO_8859_1);
        int start = 0;
        while (start < text.length()) {
            int blank = text.indexOf(' ', start);
            int end = blank < 0 ? -1 : start + length(text.substring(start, blank));
            int equals = text.indexOf('=', start);
            if (end <= start
                    || end > text.length()
                    || equals < blank
                    || equals >= end
                    || text.charAt(end - 1) != '\n') {
                throw bad();
            }
            values.put(text.substring(blank + 1, equals), text.substring(equals + 1, end - 1));
            start = end;
        }
    }

    private int length(String digits) throws TarFormatException {
        if (!digits.matches("[1-9]\\d{0,8}")) {
            throw bad();
        }
        return Integer.parseInt(digits);
    }

    /** A name that another header carries, as GNU's own long names do. */
    void put(String key, String value) {
        values.put(key, value);
    }

    void clear() {
        values.clear();
    }

    Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key));
    }

    long number(String key, long otherwise) throws TarFormatException {
        String value = values.get(key);
        if (value == null) {
            return otherwise;
        }
        if (!value.matches("-?\\d{1,18}")) {
            throw bad();
        }
        return Long.parseLong(value);
    }

    TarMember.Time time(String key, long otherwiseSeconds) throws TarFormatException {
        String value = values.get(key);
        if (value == null) {
            return new TarMember.Time(otherwiseSeconds, 0);
        }
        if (!value.matches("-?\\d{1,18}(\\.\\d{1,30})?")) {
            throw bad();
        }
        BigDecimal time = new BigDecimal(value);
        long seconds = time.setScale(0, RoundingMode.FLOOR).longValueExact();
        int nanos = time.subtract(BigDecimal.valueOf(seconds)).movePointRight(9).intValue();
        return new TarMember.Time(seconds, nanos);
    }

    /** Extended attributes, without what stands before their names. */
    SortedMap<String, String> attributes() {
        SortedMap<String, String> attributes = new TreeMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(ATTRIBUTE)) {
                attributes.put(key.substring(ATTRIBUTE.length()), value);
            }
        });
        return attributes;
    }

    private TarFormatException bad() {
        return new TarFormatException(position, "a bad extended header");
    }
}
