package org.kaappliance.appliance.fleet;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.NodeRecord;
import org.kaappliance.pxemenu.NodeState;

/** The machines that a command means. Globs find machines that somebody vouched for; a stranger must be named in full. */
public final class NodeSelection {
    private NodeSelection() {}

    /**
     * Each machine once, in the order in which they are named, and by name where one pattern means several.
     *
     * @param patterns names, hardware addresses, {@code node*}, {@code node[01-16]}
     * @param machines all there are, by name
     * @throws IllegalArgumentException one line about a pattern that cannot be read, or that no machine answers to
     */
    public static List<NodeRecord> of(Collection<String> patterns, List<NodeRecord> machines) {
        Map<MacAddress, NodeRecord> chosen = new LinkedHashMap<>();
        for (String text : patterns) {
            for (NodePattern pattern : new NodePattern(text).expand()) {
                List<NodeRecord> found = machines.stream()
                        .filter(node -> !pattern.isGlob() || node.state() != NodeState.UNKNOWN)
                        .filter(pattern::matches)
                        .toList();
                if (found.isEmpty()) {
                    throw new IllegalArgumentException("no machine is called " + pattern.text()
                            + (pattern.text().equals(text) ? "" : " (of " + text + ")") + ": see 'ka-appliance nodes'");
                }
                found.forEach(node -> chosen.put(node.mac(), node));
            }
        }
        return List.copyOf(chosen.values());
    }
}
