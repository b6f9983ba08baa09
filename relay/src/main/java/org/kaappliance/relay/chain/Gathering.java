package org.kaappliance.relay.chain;

import java.util.HashSet;
import java.util.Set;

/** How many nodes a session still waits for. */
final class Gathering {
    private final Set<String> forgotten = new HashSet<>();
    private int wanted;
    private boolean gone;

    Gathering(int wanted) {
        this.wanted = wanted;
    }

    /** A node that was given up and comes after all counts again. */
    void joined(String nodeId) {
        if (forgotten.remove(nodeId)) {
            wanted++;
        }
    }

    void forget(String nodeId) {
        if (forgotten.add(nodeId)) {
            wanted--;
        }
    }

    /** Whoever is here is enough. */
    void go() {
        gone = true;
    }

    boolean isComplete(int here) {
        return here > 0 && (gone || here >= wanted);
    }

    boolean isHopeless() {
        return wanted <= 0;
    }
}
