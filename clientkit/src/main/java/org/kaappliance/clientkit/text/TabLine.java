package org.kaappliance.clientkit.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A line of fields, separated by tabs. In a field {@code \\}, {@code \t}, {@code \n}, {@code \r} and {@code \xHH} (other control
 * characters) stand for what they name, so that any text is one line.
 *
 * @param fields one or more
 */
public record TabLine(List<String> fields) {
    public TabLine {
        fields = List.copyOf(fields);
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("a line has at least one field");
        }
    }

    public static TabLine of(String... fields) {
        return new TabLine(List.of(fields));
    }

    /**
     * Reads a line without its line end.
     *
     * @throws IllegalArgumentException when an escape is unknown or cut
     */
    public static TabLine decode(String line) {
        List<String> fields = new ArrayList<>();
        for (String field : line.split("\t", -1)) {
            fields.add(unescape(field));
        }
        return new TabLine(fields);
    }

    /** The line without a line end. */
    public String encode() {
        return fields.stream().map(TabLine::escape).collect(Collectors.joining("\t"));
    }

    /** The first field: what kind of line it is. */
    public String keyword() {
        return fields.get(0);
    }

    /** Text with control characters escaped, safe for a log. */
    public static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < 0x20 || c >= 0x7f && c < 0xa0) {
                        out.append(String.format("\\x%02x", c));
                    } else {
                        out.append((char) c);
                    }
                }
            }
        });
        return out.toString();
    }

    private static String unescape(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char kind = ++i < text.length() ? text.charAt(i) : 0;
            if (kind == 'x' && i + 2 < text.length()) {
                out.append((char) Integer.parseInt(text, i + 1, i + 3, 16));
                i += 2;
            } else {
                out.append(escaped(kind));
            }
        }
        return out.toString();
    }

    private static char escaped(char kind) {
        return switch (kind) {
            case '\\' -> '\\';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            default -> throw new IllegalArgumentException("unknown escape");
        };
    }
}
