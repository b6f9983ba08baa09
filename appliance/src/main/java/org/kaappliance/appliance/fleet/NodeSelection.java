package org.kaappliance.appliance.fleet;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.NodeRecord;
import org.kaappliance.pxemenu.NodeState;

/** The machines that a command means. Globs find machines that somebody vouched for; a stranger must be named in full. */
public final class NodeSelection {
    /** A comma that does not stand in brackets. */
    private static final String COMMA = ",(?![^\\[\\]]*\\])";

    private final Map<String, String> groups;

    /**
     * @param groups names in lower case, and what each means: patterns separated by commas
     * @throws IllegalArgumentException one line about a group that cannot be read
     */
    public NodeSelection(Map<String, String> groups) {
        this.groups = Map.copyOf(groups);
        groups.forEach((name, text) -> split(text).forEach(pattern -> {
            try {
                new NodePattern(pattern).expand();
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("groups." + name + ": " + e.getMessage(), e);
            }
        }));
    }

    /** True when this names a group, in any case. */
    public boolean isGroup(String name) {
        return groups.containsKey(name.toLowerCase(Locale.ROOT));
    }

    /**
     * Each machine once, in the order in which they are named, and by name where one pattern means several.
     *
     * @param patterns names, hardware addresses, groups, {@code node*}, {@code node[01-16]}, or several of them with commas between
     * @param machines all there are, by name
     * @throws IllegalArgumentException one line about a pattern that cannot be read, or that no machine answers to
     */
    public List<NodeRecord> of(Collection<String> patterns, List<NodeRecord> machines) {
        Map<MacAddress, NodeRecord> chosen = new LinkedHashMap<>();
        for (String text : patterns) {
            for (String said : split(text)) {
                for (NodePattern pattern : meant(said, machines)) {
                    find(pattern, said, machines).forEach(node -> chosen.put(node.mac(), node));
                }
            }
        }
        return List.copyOf(chosen.values());
    }

    private List<NodePattern> meant(String said, List<NodeRecord> machines) {
        String group = groups.get(said.toLowerCase(Locale.ROOT));
        if (group == null) {
            return new NodePattern(said).expand();
        }
        requireNoMachine(said, machines);
        return split(group).stream()
                .flatMap(member -> new NodePattern(member).expand().stream())
                .toList();
    }

    private static List<NodeRecord> find(NodePattern pattern, String said, List<NodeRecord> machines) {
        List<NodeRecord> found = machines.stream()
                .filter(node -> !pattern.isGlob() || node.state() != NodeState.UNKNOWN)
                .filter(pattern::matches)
                .toList();
        if (found.isEmpty()) {
            String of = pattern.text().equals(said) ? "" : " (of " + said + ")";
            throw new IllegalArgumentException(
                    "no machine is called " + pattern.text() + of + ": see 'ka-appliance nodes'");
        }
        return found;
    }

    private static void requireNoMachine(String group, List<NodeRecord> machines) {
        if (machines.stream().anyMatch(node -> node.name().equalsIgnoreCase(group))) {
            throw new IllegalArgumentException(
                    group + " is a group and a machine: rename one, or name the machine by its hardware address");
        }
    }

    /** Patterns with commas between; commas in brackets belong to a pattern. */
    public static List<String> split(String text) {
        return List.of(text.split(COMMA, -1));
    }
}
