package org.kaappliance.clientkit.system;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A netplan file without hardware addresses. What was matched by its address alone is known by its name in the file then, which is what
 * {@code set-name} gave it (netplan(5)). Pure.
 */
final class Netplan {
    private static final Pattern LINE = Pattern.compile("( *)([\\w-]+):(.*)", Pattern.DOTALL);
    private static final Pattern FLOW_MATCH = Pattern.compile(" *\\{ *macaddress:[^,}]*\\} *");

    private final List<String> lines;
    private final List<String> kept = new ArrayList<>();

    private Netplan(String text) {
        this.lines = text.lines().toList();
    }

    static String unbind(String text) {
        if (!text.contains("macaddress:")) {
            return text;
        }
        return new Netplan(text).kept().stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private List<String> kept() {
        int unnamed = -1; // the depth of a device whose match is gone
        for (int i = 0; i < lines.size(); i++) {
            Matcher m = LINE.matcher(lines.get(i));
            String key = m.matches() ? m.group(2) : "";
            int depth = key.isEmpty() ? Integer.MAX_VALUE : m.group(1).length();
            if (depth < unnamed) {
                unnamed = -1;
            }
            if (key.equals("match") && matchesByAddressOnly(i, depth, m.group(3))) {
                unnamed = depth;
                removeNameBefore(depth);
            } else if (!key.equals("macaddress") && !(key.equals("set-name") && depth == unnamed)) {
                kept.add(lines.get(i));
            }
        }
        return kept;
    }

    /** The keys of one device stand in any order. */
    private void removeNameBefore(int depth) {
        for (int i = kept.size() - 1; i >= 0 && depthOf(kept.get(i)) >= depth; i--) {
            if (depthOf(kept.get(i)) == depth && kept.get(i).trim().startsWith("set-name:")) {
                kept.remove(i);
            }
        }
    }

    private boolean matchesByAddressOnly(int at, int depth, String rest) {
        if (FLOW_MATCH.matcher(rest).matches()) {
            return true;
        }
        List<String> below = lines.subList(at + 1, lines.size()).stream()
                .takeWhile(line -> line.isBlank() || depthOf(line) > depth)
                .filter(line -> !line.isBlank())
                .toList();
        return !below.isEmpty() && below.stream().allMatch(line -> line.trim().startsWith("macaddress:"));
    }

    private static int depthOf(String line) {
        return line.length() - line.stripLeading().length();
    }
}
