package org.kaappliance.tftp;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Does not send the event loop's thread to sleep while the answer of a client that is known to be quick is due: putting a thread
 * to sleep and waking it takes as long as such a client needs for its acknowledgement, so lock-step (RFC 1350) would take
 * twice the time. For 0.1 ms after a packet at most; never on one processor; and not for two seconds after the
 * processor was taken away meanwhile: then others need it more. Event loop only.
 */
final class ShortWait implements SelectStrategy {
    static final long LONGEST_NANOS = 100_000;
    static final long TAKEN_AWAY_NANOS = 300_000;
    static final long REST_NANOS = 2_000_000_000;

    private final LongSupplier nanoClock;
    private final boolean severalProcessors;
    private long untilNanos;
    private long restUntilNanos;
    private long lookedNanos;
    private boolean looking;

    ShortWait(LongSupplier nanoClock, int processors) {
        this.nanoClock = nanoClock;
        this.severalProcessors = processors > 1;
        this.untilNanos = nanoClock.getAsLong();
        this.restUntilNanos = untilNanos;
    }

    /** A packet has left just now, and its answer usually takes so long. */
    void expectAnswer(long nowNanos, long usualNanos) {
        if (severalProcessors && usualNanos <= LONGEST_NANOS && nowNanos - restUntilNanos >= 0) {
            untilNanos = nowNanos + LONGEST_NANOS;
        }
    }

    @Override
    public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
        if (hasTasks) {
            looking = false;
            return selectNow.get();
        }
        long now = nanoClock.getAsLong();
        if (looking) {
            notice(now);
        }
        looking = now - untilNanos < 0;
        lookedNanos = now;
        if (!looking) {
            return SelectStrategy.SELECT;
        }
        int ready = selectNow.get();
        notice(nanoClock.getAsLong()); // what had been due is there now, most often
        looking = ready == 0;
        return ready;
    }

    private void notice(long nowNanos) {
        if (nowNanos - lookedNanos > TAKEN_AWAY_NANOS) {
            restUntilNanos = nowNanos + REST_NANOS;
            untilNanos = nowNanos;
        }
    }
}
