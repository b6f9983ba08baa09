package org.kaappliance.clientkit.golden;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines of {@code KEY="value"} or {@code KEY='value'}, as {@code lsblk -P} and {@code lvs --nameprefixes} print them. */
final class Pairs {
    private static final Pattern PAIR = Pattern.compile("([A-Za-z0-9:%_-]+)=(?:\"([^\"]*)\"|'([^']*)')");
    private static final Pattern BYTE = Pattern.compile("\\\\x([0-9a-fA-F]{2})|(.)", Pattern.DOTALL);

    private Pairs() {}

    /** A map for each line that has a pair. */
    static List<Map<String, String>> lines(String text) {
        return text.lines().map(Pairs::line).filter(pairs -> !pairs.isEmpty()).toList();
    }

    private static Map<String, String> line(String line) {
        Map<String, String> pairs = new HashMap<>();
        Matcher pair = PAIR.matcher(line);
        while (pair.find()) {
            String value = pair.group(2) == null ? pair.group(3) : pair.group(2);
            pairs.put(pair.group(1), bytes(value));
        }
        return pairs;
    }

    /** Resolves {@code \xc3\xa9}: the bytes of a name in UTF-8. */
    static String bytes(String escaped) {
        if (!escaped.contains("\\x")) {
            return escaped;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Matcher part = BYTE.matcher(escaped);
        while (part.find()) {
            if (part.group(1) != null) {
                bytes.write(Integer.parseInt(part.group(1), 16));
            } else {
                bytes.writeBytes(part.group(2).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
