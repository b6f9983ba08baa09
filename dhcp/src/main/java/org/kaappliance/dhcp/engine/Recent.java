package org.kaappliance.dhcp.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What happened lately, up to a number of things; the oldest is forgotten first. Confined to one thread. */
final class Recent<T> {
    private final Map<T, Instant> seen = new LinkedHashMap<>();
    private final int most;

    Recent(int most) {
        this.most = most;
    }

    /** Whether it is seen for the first time; it counts as seen from now on. */
    boolean isNew(T thing) {
        return keep(thing, Instant.MAX) == null;
    }

    /** Whether it was not seen within this time before; it counts as seen from now on. */
    boolean isNew(T thing, Duration within, Instant now) {
        Instant before = seen.get(thing);
        if (before != null && now.isBefore(before.plus(within)) && !now.isBefore(before)) {
            return false;
        }
        seen.remove(thing);
        keep(thing, now);
        return true;
    }

    private Instant keep(T thing, Instant at) {
        Instant before = seen.putIfAbsent(thing, at);
        if (seen.size() > most) {
            seen.remove(seen.keySet().iterator().next());
        }
        return before;
    }
}
