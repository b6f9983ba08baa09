package org.kaappliance.relay.chain;

import org.kaappliance.relay.wire.Message;

/** How fast a node is, by its beats. Rates in bytes per second, smoothed over about a second. */
final class Pulse {
    private static final double WEIGHT = 0.3;
    private static final double AGING = 0.99;
    private static final long MIN_INTERVAL_NANOS = 100_000_000;
    /** A sink with less than this to do may be waiting for the wire. */
    private static final long BACKLOG_BYTES = 2L << 20;

    private Message.Beat last;
    private long lastNanos;
    private double receiving;
    private double sinking;
    private double best;
    private double backlogged = Double.NaN;
    private double heldShare;
    private long heldMillis;

    void beat(Message.Beat beat, long nowNanos) {
        if (last == null) {
            last = beat;
            lastNanos = nowNanos;
            return;
        }
        long nanos = nowNanos - lastNanos;
        if (nanos < MIN_INTERVAL_NANOS) {
            return;
        }
        double seconds = nanos / 1e9;
        double sinkRate = Math.max(0, beat.sunk() - last.sunk()) / seconds;
        int held = Math.max(0, beat.sinkHeldMillis() - last.sinkHeldMillis());
        receiving = smooth(receiving, Math.max(0, beat.received() - last.received()) / seconds);
        sinking = smooth(sinking, sinkRate);
        heldShare = smooth(heldShare, Math.min(1, held / (seconds * 1000)));
        heldMillis += held;
        best = Math.max(best * AGING, sinking);
        if (queueOf(beat) >= BACKLOG_BYTES && queueOf(last) >= BACKLOG_BYTES) {
            backlogged = Double.isNaN(backlogged) ? sinkRate : smooth(backlogged, sinkRate);
        }
        last = beat;
        lastNanos = nowNanos;
    }

    private static double smooth(double before, double now) {
        return before + WEIGHT * (now - before);
    }

    private static long queueOf(Message.Beat beat) {
        return beat.received() - beat.sunk();
    }

    double receiving() {
        return receiving;
    }

    /** What its sink takes, measured while it had enough to do; else the least that it can take. */
    double capacity() {
        return isCapacityKnown() ? backlogged : best;
    }

    boolean isCapacityKnown() {
        return !Double.isNaN(backlogged);
    }

    /** The share of the last second for which its sink held it, 0 to 1. */
    double heldShare() {
        return heldShare;
    }

    long heldMillis() {
        return heldMillis;
    }

    Message.WaitsFor waitsFor() {
        return last == null ? Message.WaitsFor.NOTHING : last.waitsFor();
    }
}
