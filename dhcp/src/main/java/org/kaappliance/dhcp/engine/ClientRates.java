package org.kaappliance.dhcp.engine;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.kaappliance.config.MacAddress;

/**
 * How many messages of one client are answered: {@code rate} a second, and {@value #BURST_SECONDS} seconds' worth at once (a
 * token bucket a client). {@value #MOST} clients of a kind are remembered, those who were silent for longest are forgotten
 * first; strangers, however many, never push out a machine that is known.
 */
public final class ClientRates {
    static final int MOST = 16_384;
    private static final int BURST_SECONDS = 10;

    private final long intervalMicros;
    private final Buckets known = new Buckets();
    private final Buckets strangers = new Buckets();

    /** @param rate messages a second; 0 means any number */
    public ClientRates(int rate) {
        intervalMicros = rate == 0 ? 0 : 1_000_000L / rate;
    }

    /** Who sends. */
    public enum Standing {
        KNOWN,
        STRANGER
    }

    /** Whether the message is answered; counts it when it is. */
    public boolean admits(MacAddress mac, Standing standing, Instant now) {
        return intervalMicros == 0
                || (standing == Standing.KNOWN ? known : strangers).admits(mac, now.toEpochMilli() * 1000);
    }

    private final class Buckets {
        /** When each client's bucket is full again, in microseconds. */
        private final Map<MacAddress, Long> fullAt = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<MacAddress, Long> eldest) {
                return size() > MOST;
            }
        };

        boolean admits(MacAddress mac, long nowMicros) {
            long burstMicros = BURST_SECONDS * 1_000_000L;
            long before = fullAt.getOrDefault(mac, 0L);
            // so far ahead only when the clock was set back: that keeps nobody out
            long from = before > nowMicros + burstMicros ? nowMicros : Math.max(before, nowMicros);
            if (from + intervalMicros > nowMicros + burstMicros) {
                return false;
            }
            fullAt.put(mac, from + intervalMicros);
            return true;
        }
    }
}
