package org.kaappliance.relay.chain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kaappliance.relay.wire.Message.ChildLink;

/** What one end holds of a stream of numbers: a window, and how far its children are. */
final class FakeData {
    static final int WINDOW = 64;
    static final int LAG = 8;

    final int total;
    final Map<ChildLink, Integer> children = new HashMap<>();
    final long[] units;
    int received;

    FakeData(int total) {
        this.total = total;
        this.units = new long[total];
    }

    void serve(List<ChildLink> links) {
        int heldFrom = children.entrySet().stream()
                .filter(child -> !links.contains(child.getKey()))
                .mapToInt(Map.Entry::getValue)
                .min()
                .orElse(received);
        children.keySet().retainAll(links);
        links.forEach(link -> children.putIfAbsent(link, heldFrom));
    }

    boolean mayTake() {
        return received < total && children.values().stream().allMatch(position -> received - position < LAG);
    }

    void take(long unit) {
        units[received++] = unit;
        if (received > WINDOW) {
            units[received - WINDOW - 1] = -1;
        }
    }

    int oldest() {
        return Math.max(0, received - WINDOW);
    }
}
