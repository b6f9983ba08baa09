package org.kaappliance.tftp;

/**
 * Whether the network or the clients are overrun: of what was sent in the last one to two seconds, a tenth and at least
 * {@value #LEAST_LOST} packets had to be sent again because no answer came. Random loss on a line does not look like that; a
 * storm does. Pure.
 */
final class Congestion {
    private static final long PERIOD_NANOS = 1_000_000_000L;
    private static final int LEAST_LOST = 50;

    private long periodStartNanos;
    private long sent;
    private long lost;
    private long sentBefore;
    private long lostBefore;

    Congestion(long nowNanos) {
        periodStartNanos = nowNanos;
    }

    void onSent(long nowNanos) {
        roll(nowNanos);
        sent++;
    }

    /** A client did not answer in time. */
    void onLost(long nowNanos) {
        roll(nowNanos);
        lost++;
    }

    boolean isNow(long nowNanos) {
        roll(nowNanos);
        long allLost = lost + lostBefore;
        return allLost >= LEAST_LOST && allLost * 10 >= sent + sentBefore;
    }

    private void roll(long nowNanos) {
        long periods = (nowNanos - periodStartNanos) / PERIOD_NANOS;
        if (periods > 0) {
            sentBefore = periods == 1 ? sent : 0;
            lostBefore = periods == 1 ? lost : 0;
            sent = 0;
            lost = 0;
            periodStartNanos += periods * PERIOD_NANOS;
        }
    }
}
