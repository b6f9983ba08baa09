package org.kaappliance.dhcp.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.kaappliance.config.MacAddress;

/**
 * Clients that found the pool empty, at most {@value #MOST}. A real client asks again, with the same hardware address; one that is made up
 * does not.
 */
final class Refused {
    private static final int MOST = 16_384;
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration FORGOTTEN = Duration.ofMinutes(2);

    private final Map<MacAddress, Instant> since = new LinkedHashMap<>();

    void add(MacAddress mac, Instant now) {
        Instant before = since.get(mac);
        if (before != null && !before.isAfter(now) && now.isBefore(before.plus(FORGOTTEN))) {
            return;
        }
        since.remove(mac);
        since.put(mac, now);
        if (since.size() > MOST) {
            since.remove(since.keySet().iterator().next());
        }
    }

    boolean cameBack(MacAddress mac, Instant now) {
        Instant before = since.get(mac);
        return before != null && !now.isBefore(before.plus(AGAIN)) && now.isBefore(before.plus(FORGOTTEN));
    }

    void remove(MacAddress mac) {
        since.remove(mac);
    }
}
