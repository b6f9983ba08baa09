package org.kaappliance.appliance.cli;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.kaappliance.relay.NodeFigures;
import org.kaappliance.relay.NodeFigures.Standing;

/** How many nodes stand how, in one phrase: {@code 3 receiving 1 done}. */
final class NodeCounts {
    private NodeCounts() {}

    static Map<Standing, Integer> of(List<NodeFigures> nodes) {
        Map<Standing, Integer> counts = new EnumMap<>(Standing.class);
        nodes.forEach(node -> counts.merge(node.standing(), 1, Integer::sum));
        return counts;
    }

    static String text(Map<Standing, Integer> counts) {
        List<String> states = new ArrayList<>();
        for (Standing standing : Standing.values()) {
            int count = counts.getOrDefault(standing, 0);
            if (count > 0) {
                states.add(count + " " + standing.name().toLowerCase(Locale.ROOT));
            }
        }
        return states.isEmpty() ? "no nodes" : String.join(" ", states);
    }
}
