package org.kaappliance.tftp;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Keeps the event loop's thread awake while the answer of a client in lock-step (RFC 1350) is due, where that makes the answers come
 * sooner: to put a thread to sleep on an idle processor and to wake it takes as long as a quick client needs for its acknowledgement. On
 * a busy machine it is the other way round: the thread that stays awake is in the way of everybody else. So both are tried in
 * turn, {@value #TRIAL} answers each, and what was clearly quicker holds for the next {@value #HOLD}. Awake for 0.1 ms after a packet at
 * most, and never on one processor. Event loop only.
 */
final class ShortWait implements SelectStrategy {
    static final long LONGEST_NANOS = 100_000;
    static final int TRIAL = 32;
    static final int HOLD = 2048;

    private enum Phase {
        TRY_ASLEEP,
        TRY_AWAKE,
        HOLD_ASLEEP,
        HOLD_AWAKE
    }

    private final LongSupplier nanoClock;
    private final boolean severalProcessors;
    private long untilNanos;
    private Phase phase = Phase.TRY_ASLEEP;
    private int answers;
    private long sumNanos;
    private long asleepNanos;

    ShortWait(LongSupplier nanoClock, int processors) {
        this.nanoClock = nanoClock;
        this.severalProcessors = processors > 1;
        this.untilNanos = nanoClock.getAsLong();
    }

    /** A packet has left just now, and its answer usually takes so long. */
    void expectAnswer(long nowNanos, long usualNanos) {
        boolean awake = phase == Phase.TRY_AWAKE || phase == Phase.HOLD_AWAKE;
        if (awake && severalProcessors && usualNanos <= LONGEST_NANOS) {
            untilNanos = nowNanos + LONGEST_NANOS;
        }
    }

    /** An answer has come, so long after its packet. One that took much longer than it is ever waited for tells nothing. */
    void answered(long tookNanos) {
        sumNanos += Math.min(tookNanos, 4 * LONGEST_NANOS);
        answers++;
        if (answers >= (phase == Phase.TRY_ASLEEP || phase == Phase.TRY_AWAKE ? TRIAL : HOLD)) {
            phase = next();
            answers = 0;
            sumNanos = 0;
        }
    }

    private Phase next() {
        switch (phase) {
            case TRY_ASLEEP -> {
                asleepNanos = sumNanos;
                return Phase.TRY_AWAKE;
            }
            case TRY_AWAKE -> {
                return sumNanos + sumNanos / 8 < asleepNanos ? Phase.HOLD_AWAKE : Phase.HOLD_ASLEEP;
            }
            case HOLD_ASLEEP, HOLD_AWAKE -> {
                return Phase.TRY_ASLEEP;
            }
        }
        throw new AssertionError(phase);
    }

    @Override
    public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
        return hasTasks || nanoClock.getAsLong() - untilNanos < 0 ? selectNow.get() : SelectStrategy.SELECT;
    }
}
