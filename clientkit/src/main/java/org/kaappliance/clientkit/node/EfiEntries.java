package org.kaappliance.clientkit.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The boot entries of a UEFI firmware, as {@code efibootmgr -v} prints them (UEFI specification, chapter 3). Pure.
 *
 * @param current the number of the one that started this machine; empty when the firmware does not say
 * @param order numbers, the first that works is booted
 * @param entries label and device path of each, by its number
 */
record EfiEntries(Optional<String> current, List<String> order, Map<String, String> entries) {
    private static final Pattern ENTRY = Pattern.compile("Boot([0-9A-Fa-f]{4})[* ] ?(.*)");

    static EfiEntries parse(List<String> output) {
        Optional<String> current = Optional.empty();
        List<String> order = List.of();
        Map<String, String> entries = new TreeMap<>();
        for (String line : output) {
            Matcher m = ENTRY.matcher(line);
            if (line.startsWith("BootCurrent:")) {
                current = Optional.of(upper(line.substring(line.indexOf(':') + 1)));
            } else if (line.startsWith("BootOrder:")) {
                order = List.of(upper(line.substring(line.indexOf(':') + 1)).split(","));
            } else if (m.matches()) {
                entries.put(upper(m.group(1)), m.group(2));
            }
        }
        return new EfiEntries(current, order, entries);
    }

    /** The entries that an earlier clone left for the same program under the same name. */
    List<String> earlier(String label, String path) {
        return entries.entrySet().stream()
                .filter(e ->
                        e.getValue().startsWith(label + "\t") || e.getValue().startsWith(label + " "))
                .filter(e -> upper(e.getValue()).contains(upper(path)))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** What was not there before. */
    List<String> since(EfiEntries before) {
        return entries.keySet().stream()
                .filter(number -> !before.entries().containsKey(number))
                .toList();
    }

    /**
     * The order with these behind the entry that started this machine, so that the network is asked first as before and the disk comes next. When that
     * one is not in the order, somebody chose the network by hand, once: then the disk comes first.
     */
    List<String> orderWith(List<String> added) {
        List<String> others = new ArrayList<>(order);
        others.removeAll(added);
        others.removeIf(String::isEmpty);
        int at = current.map(others::indexOf).orElse(-1) + 1;
        List<String> all = new ArrayList<>(others.subList(0, at));
        all.addAll(added);
        all.addAll(others.subList(at, others.size()));
        return all;
    }

    private static String upper(String text) {
        return text.trim().toUpperCase(Locale.ROOT);
    }
}
