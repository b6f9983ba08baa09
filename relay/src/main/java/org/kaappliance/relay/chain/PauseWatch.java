package org.kaappliance.relay.chain;

import java.time.Duration;

/**
 * Tells a pause of our own process (garbage collection, a stopped JVM, a starved machine) from the silence of a peer: in such a pause nobody was
 * heard because nobody listened. Time: any monotonic clock, nanoseconds. Confined to one thread, or used under a lock.
 */
public final class PauseWatch {
    /** Ticks come ten times a second; one that is this late was kept from coming. */
    private static final long PAUSE_NANOS = Duration.ofMillis(400).toNanos();

    private long tickNanos;

    public PauseWatch(long nowNanos) {
        this.tickNanos = nowNanos;
    }

    /** A tick comes. @return how long we were away before it, nanoseconds; 0 when it came in time */
    public long tick(long nowNanos) {
        long gapNanos = nowNanos - tickNanos;
        tickNanos = nowNanos;
        return gapNanos >= PAUSE_NANOS ? gapNanos : 0;
    }

    /** The time of an event, moved on by a pause in which it could not be followed by another; never beyond now. */
    public static long shifted(long eventNanos, long pausedNanos, long nowNanos) {
        return eventNanos + Math.max(0, Math.min(pausedNanos, nowNanos - eventNanos));
    }
}
