package org.kaappliance.relay.chain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kaappliance.relay.wire.Message.ChildLink;
import org.kaappliance.relay.wire.Message.Pace;

/** What one end holds of a stream of numbers: a window, and how far its children are. A unit stands for 256 KiB. */
final class FakeData {
    static final int WINDOW = 64;
    static final int LAG = 8;
    static final long UNIT_BYTES = 256 << 10;

    /** A child, by the name and the epoch that its parent knows. */
    record Child(String nodeId, int epoch) {}

    final int total;
    final Map<Child, Integer> positions = new HashMap<>();
    final Map<Child, Pace> paces = new HashMap<>();
    final long[] units;
    int received;

    FakeData(int total) {
        this.total = total;
        this.units = new long[total];
    }

    void serve(List<ChildLink> links) {
        paces.clear();
        links.forEach(link -> paces.put(new Child(link.nodeId(), link.epoch()), link.pace()));
        int heldFrom = positions.entrySet().stream()
                .filter(child -> !paces.containsKey(child.getKey()))
                .mapToInt(Map.Entry::getValue)
                .min()
                .orElse(received);
        positions.keySet().retainAll(paces.keySet());
        paces.keySet().forEach(child -> positions.putIfAbsent(child, heldFrom));
    }

    boolean isHeldByAChild() {
        return positions.entrySet().stream()
                .anyMatch(child -> paces.get(child.getKey()) == Pace.HOLDS && received - child.getValue() >= LAG);
    }

    boolean isFull(int sunk) {
        return received - sunk >= WINDOW - 2;
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
