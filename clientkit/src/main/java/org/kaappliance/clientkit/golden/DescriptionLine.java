package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of the fuller description: a keyword, words, and {@code key=value}. A word or value may stand in quotes, in which a backslash
 * takes the next character as it is ({@code \n}, {@code \t}: new line, tab). A {@code #} begins a comment. Whoever reads a part takes it
 * away; what is left at the end is a problem.
 */
final class DescriptionLine {
    private static final Pattern PART =
            Pattern.compile("\\s*(?:(#.*)|(?:([a-z]+)=)?(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s\"#=]+))(?=\\s|$|#))");
    private static final Pattern AMOUNT = Pattern.compile("([1-9]\\d{0,11})(KiB|MiB|GiB|TiB)?");

    private final List<String> words = new ArrayList<>();
    private final Map<String, String> values = new LinkedHashMap<>();
    private final int number;

    /**
     * @param number of the line, from 1
     * @throws IllegalArgumentException when it is not made of words and values, or says something twice
     */
    DescriptionLine(int number, String text) {
        this.number = number;
        String bare = text.strip();
        Matcher part = PART.matcher(bare);
        int at = 0;
        while (at < bare.length()) {
            if (!part.find(at) || part.start() != at) {
                throw new IllegalArgumentException(
                        "cannot be read from '" + bare.substring(at).strip() + "'");
            }
            at = part.end();
            add(part);
        }
    }

    private void add(Matcher part) {
        if (part.group(1) != null) {
            return;
        }
        String value = part.group(3) == null ? part.group(4) : unescape(part.group(3));
        if (part.group(2) == null) {
            words.add(value);
        } else if (values.put(part.group(2), value) != null) {
            throw new IllegalArgumentException(part.group(2) + "= is said twice");
        }
    }

    int number() {
        return number;
    }

    boolean isEmpty() {
        return words.isEmpty() && values.isEmpty();
    }

    /** The next word. @param what it is, for the message when it is missing */
    String word(String what) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("expected " + what);
        }
        return words.remove(0);
    }

    Optional<String> value(String key) {
        return Optional.ofNullable(values.remove(key));
    }

    String required(String key) {
        return value(key).orElseThrow(() -> new IllegalArgumentException("expected " + key + "=..."));
    }

    /** Kibibytes; a number alone is mebibytes, as in the seed's format. */
    OptionalLong kibibytes(String key) {
        Optional<String> text = value(key);
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(kibibytes(key, text.get()));
    }

    /** Mebibytes; empty for {@code fill}. */
    OptionalLong size() {
        String text = required("size");
        if (text.equals("fill")) {
            return OptionalLong.empty();
        }
        long kibibytes = kibibytes("size", text);
        if (kibibytes % 1024 != 0) {
            throw new IllegalArgumentException("size=" + text + " is no whole number of MiB");
        }
        return OptionalLong.of(kibibytes / 1024);
    }

    long number(String key, String text) {
        if (!text.matches("\\d{1,18}")) {
            throw new IllegalArgumentException(key + "=" + text + " is no number");
        }
        return Long.parseLong(text);
    }

    /** @throws IllegalArgumentException when something was not read */
    void end() {
        if (!words.isEmpty()) {
            throw new IllegalArgumentException("'" + words.get(0) + "' is too much");
        }
        if (!values.isEmpty()) {
            throw new IllegalArgumentException(
                    "unknown key '" + values.keySet().iterator().next() + "'");
        }
    }

    private static long kibibytes(String key, String text) {
        Matcher amount = AMOUNT.matcher(text);
        if (!amount.matches()) {
            throw new IllegalArgumentException(key + "=" + text + " is no size (expected e.g. 512MiB or 20GiB)");
        }
        int shift = "KiB MiB GiB TiB".indexOf(amount.group(2) == null ? "MiB" : amount.group(2)) / 4 * 10;
        return Long.parseLong(amount.group(1)) << shift;
    }

    /** As a value in a description: in quotes where it needs them. */
    static String quote(String value) {
        if (value.matches("[^\\s\"#=\\\\]+")) {
            return value;
        }
        String escaped = value.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
        return "\"" + escaped + "\"";
    }

    private static String unescape(String quoted) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < quoted.length(); i++) {
            char c = quoted.charAt(i);
            text.append(c == '\\' ? unescape(quoted.charAt(++i)) : c);
        }
        return text.toString();
    }

    private static char unescape(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> c;
        };
    }
}
