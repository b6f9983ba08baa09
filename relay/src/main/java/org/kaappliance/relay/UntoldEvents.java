package org.kaappliance.relay;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * What a session's listener has not heard yet. Bounded, however slow the listener is and whatever strangers do: what is left out is counted and told
 * as one notice; how each node ended stands in the session's result as well. Thread-safe.
 */
final class UntoldEvents {
    /** A listener that is further behind than this misses positions. */
    private static final int MAX_BEFORE_PROGRESS = 64;

    /** Then it misses who came and went. */
    static final int MAX_EVENTS = 4096;

    /** Then it misses who was lost. */
    private static final int MAX_LOSSES = 2 * MAX_EVENTS;

    private final Queue<SendEvent> waiting = new ArrayDeque<>();
    private long dropped;

    synchronized void add(SendEvent event) {
        if (event instanceof SendEvent.Progress && waiting.size() >= MAX_BEFORE_PROGRESS) {
            return;
        }
        if (waiting.size() >= limit(event)) {
            dropped++;
            return;
        }
        if (dropped > 0 && (waiting.size() < MAX_EVENTS || event instanceof SendEvent.Ended)) {
            waiting.add(new SendEvent.Notice(dropped + " events were too many for the listener and are left out"));
            dropped = 0;
        }
        waiting.add(event);
        notifyAll();
    }

    /** Of starts, ends and nodes that are done there are no more than a stranger can pay for. */
    private static int limit(SendEvent event) {
        if (event instanceof SendEvent.Ended
                || event instanceof SendEvent.Started
                || event instanceof SendEvent.NodeDone) {
            return Integer.MAX_VALUE;
        }
        return event instanceof SendEvent.NodeLost ? MAX_LOSSES : MAX_EVENTS;
    }

    /** The next one, as soon as there is one. */
    synchronized SendEvent take() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        return waiting.remove();
    }
}
