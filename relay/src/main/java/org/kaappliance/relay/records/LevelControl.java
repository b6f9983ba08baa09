package org.kaappliance.relay.records;

import java.time.Duration;
import java.util.List;

/**
 * Finds the hardest compression that does not hold up the stream. It steps down when the wire waits for the compressors, to none at all only when the
 * wire would then carry more content than they compress; it steps up, at most to what was asked for, when they wait for the wire. A step up
 * that turns out too hard is not tried again for a while, each time longer. Time is a parameter; {@link #level} may be asked by any thread.
 */
final class LevelControl {
    private static final long WINDOW_NANOS = Duration.ofMillis(250).toNanos();
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(1);
    private static final Duration LAST_PATIENCE = Duration.ofMinutes(1);
    /** A step up stands when it was not taken back within this. */
    private static final long TRIAL_NANOS = 4 * WINDOW_NANOS;

    /** Shares of a window. What the wire loses is lost for all; a step up is worth a try only when there is much time for it. */
    private static final double WIRE_IDLE = 0.15;

    private static final double WIRE_BUSY = 0.05;
    private static final double COMPRESSORS_IDLE = 0.3;

    private final List<Level> ladder;
    private volatile int rung;
    private long windowStart;
    private Flow sum = Flow.NONE;
    private long steppedUpNanos;
    private boolean onTrial;
    private long patienceNanos = FIRST_PATIENCE.toNanos();
    private long nextUpNanos;

    /**
     * What passed in a time.
     *
     * @param contentBytes before compression
     * @param carriedBytes after it
     * @param wireIdleNanos how long the wire waited for compressors that were all busy
     * @param compressorsIdleNanos how long there was nothing to compress because the wire took nothing
     */
    record Flow(long contentBytes, long carriedBytes, long wireIdleNanos, long compressorsIdleNanos) {
        static final Flow NONE = new Flow(0, 0, 0, 0);

        Flow plus(Flow other) {
            return new Flow(
                    contentBytes + other.contentBytes,
                    carriedBytes + other.carriedBytes,
                    wireIdleNanos + other.wireIdleNanos,
                    compressorsIdleNanos + other.compressorsIdleNanos);
        }
    }

    LevelControl(int asked, long nowNanos) {
        this.ladder = Level.ladder(asked);
        this.windowStart = nowNanos;
        this.nextUpNanos = nowNanos;
    }

    Level level() {
        return ladder.get(rung);
    }

    /** What passed since this was last said. One thread. */
    void passed(Flow flow, long nowNanos) {
        sum = sum.plus(flow);
        long window = nowNanos - windowStart;
        if (window < WINDOW_NANOS) {
            return;
        }
        judge(sum, window, nowNanos);
        sum = Flow.NONE;
        windowStart = nowNanos;
    }

    private void judge(Flow flow, long windowNanos, long nowNanos) {
        double wireIdle = (double) flow.wireIdleNanos() / windowNanos;
        double compressorsIdle = (double) flow.compressorsIdleNanos() / windowNanos;
        if (onTrial && nowNanos - steppedUpNanos > TRIAL_NANOS) {
            onTrial = false;
            patienceNanos = FIRST_PATIENCE.toNanos();
        }
        if (wireIdle > WIRE_IDLE && wireIdle > compressorsIdle) {
            stepDown(flow, wireIdle, nowNanos);
        } else if (compressorsIdle > COMPRESSORS_IDLE && wireIdle < WIRE_BUSY && nowNanos - nextUpNanos >= 0) {
            stepUp(nowNanos);
        }
    }

    private void stepDown(Flow flow, double wireIdle, long nowNanos) {
        boolean isLast = rung == ladder.size() - 2;
        if (rung == ladder.size() - 1 || isLast && !carriesMoreStored(flow, wireIdle)) {
            return;
        }
        rung++;
        if (onTrial) {
            patienceNanos = Math.min(2 * patienceNanos, LAST_PATIENCE.toNanos());
            onTrial = false;
        }
        nextUpNanos = nowNanos + patienceNanos;
    }

    /** What the wire could carry in the time in which it was not idle, against what it now stands for. */
    private static boolean carriesMoreStored(Flow flow, double wireIdle) {
        return flow.carriedBytes() / Math.max(1 - wireIdle, 0.01) > flow.contentBytes();
    }

    private void stepUp(long nowNanos) {
        if (rung > 0) {
            rung--;
            onTrial = true;
            steppedUpNanos = nowNanos;
            nextUpNanos = nowNanos + WINDOW_NANOS;
        }
    }
}
