package org.kaappliance.dhcp.net;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Datagrams that wait to be answered, first come first served: one for each client, the newest, because an answer to an older
 * one is of no use any more; and when all places are taken the one that waited longest goes. Confined to one thread.
 *
 * @param <C> whose message it is
 */
final class Inbox<C, T> {
    private final Map<C, T> waiting = new LinkedHashMap<>();
    private final int places;
    private long dropped;

    Inbox(int places) {
        this.places = places;
    }

    void put(C client, T datagram) {
        if (waiting.replace(client, datagram) != null) {
            return;
        }
        if (waiting.size() >= places) {
            take();
            dropped++;
        }
        waiting.put(client, datagram);
    }

    Optional<T> take() {
        Iterator<T> oldest = waiting.values().iterator();
        if (!oldest.hasNext()) {
            return Optional.empty();
        }
        T datagram = oldest.next();
        oldest.remove();
        return Optional.of(datagram);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** How many went because all places were taken, so far. */
    long dropped() {
        return dropped;
    }
}
