package org.kaappliance.config;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the groups of machines. What a group's text means is found out when it is used, because machines come and go. */
final class GroupReader {
    private static final String SELECTION = "[A-Za-z0-9._:*?,\\[\\]-]+";

    private final SettingsReader reader;

    GroupReader(SettingsReader reader) {
        this.reader = reader;
    }

    Map<String, String> read(Collection<Settings.Machine> machines) {
        List<String> taken = machines.stream().map(Settings.Machine::name).toList();
        Map<String, String> groups = new HashMap<>();
        reader.texts("groups", GroupReader::selection).forEach((name, selection) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!name.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,62}")) {
                reader.problem("groups", "a group is named with letters, digits, _ and -, found \"" + name + '"');
            } else if (taken.contains(lower)) {
                reader.problem("groups", name + " is the name of a machine already");
            } else if (groups.put(lower, selection) != null) {
                reader.problem("groups", name + " occurs twice");
            }
        });
        return Map.copyOf(groups);
    }

    private static String selection(String text) {
        if (!text.matches(SELECTION)) {
            throw new IllegalArgumentException(
                    "expected names, hardware addresses, node[01-16] or node*, separated by commas, found \"" + text
                            + '"');
        }
        return text;
    }
}
