package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Which addresses are being tried for whom, and which were found free lately. Both are bounded. */
final class ConflictChecks {
    private static final int MOST_WAITING = 1024;
    private static final int MOST_FREE = 4096;
    private static final Duration FREE_FOR = Duration.ofSeconds(60);

    private final Duration wait;
    private final Map<Inet4Address, Waiting> waiting = new HashMap<>();
    private final Map<Inet4Address, Instant> freeSince = new LinkedHashMap<>();

    /** @param wait how long an answer is waited for; 0 means that nothing is tried */
    ConflictChecks(Duration wait) {
        this.wait = wait;
    }

    /** @param tries how many addresses were tried for this request, this one included */
    record Waiting(Turn turn, int tries) {}

    /** What to do about an address that is new to its client. */
    enum Next {
        /** It was found free lately, or is not to be tried. */
        OFFER,
        /** It is being tried; the latest request for it by the same interface is answered when that is over. */
        WAIT,
        PROBE
    }

    Next next(Inet4Address address, Waiting client) {
        Instant now = client.turn().now();
        if (wait.isZero() || isFree(address, now)) {
            return Next.OFFER;
        }
        Waiting before = waiting.get(address);
        if (before != null) {
            // the outcome goes out where the check began
            if (before.turn().arrival().iface().equals(client.turn().arrival().iface())) {
                waiting.put(address, client);
            }
            return Next.WAIT;
        }
        if (waiting.size() >= MOST_WAITING) {
            return Next.OFFER;
        }
        waiting.put(address, client);
        return Next.PROBE;
    }

    /** Who waited; empty when nobody did. */
    Optional<Waiting> end(Inet4Address address, Effect.Outcome outcome, Instant now) {
        if (outcome == Effect.Outcome.FREE) {
            freeSince.remove(address);
            freeSince.put(address, now);
            if (freeSince.size() > MOST_FREE) {
                freeSince.remove(freeSince.keySet().iterator().next());
            }
        }
        return Optional.ofNullable(waiting.remove(address));
    }

    private boolean isFree(Inet4Address address, Instant now) {
        Instant since = freeSince.get(address);
        return since != null && !since.isAfter(now) && now.isBefore(since.plus(FREE_FOR));
    }
}
