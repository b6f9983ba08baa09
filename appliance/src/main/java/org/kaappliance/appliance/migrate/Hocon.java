package org.kaappliance.appliance.migrate;

import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** How values are written in our settings. */
final class Hocon {
    private Hocon() {}

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /** A number or truth value stands as it is. */
    static String value(String text) {
        return text.matches("0|-?[1-9]\\d{0,9}|true|false") ? text : quoted(text);
    }

    static String list(Collection<String> elements) {
        return elements.isEmpty() ? "[]" : elements.stream().collect(Collectors.joining(", ", "[ ", " ]"));
    }

    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + " seconds";
        }
        return seconds % 3600 == 0 ? seconds / 3600 + " hours" : seconds / 60 + " minutes";
    }

    /** A name as a key; a number or a number inside a space has to be quoted. */
    static String key(String name) {
        return name.matches("[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)?") ? name : quoted(name);
    }
}
