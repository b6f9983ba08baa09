package org.kaappliance.relay.link;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * What a listener does when {@code accept} fails, as it does when the process has no descriptor left: it pauses, since the connection that it could
 * not take stays ready, and says so at most every ten seconds. Time: any monotonic clock, nanoseconds. Confined to one thread.
 */
final class AcceptPauses {
    static final Duration PAUSE = Duration.ofMillis(100);
    private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

    private boolean paused;
    private long untilNanos;
    private boolean hasSpoken;
    private long spokenNanos;
    private int untold;

    /** A failure. @return how many there were since this was last said; empty when it is too early to say it again */
    OptionalInt failed(long nowNanos) {
        paused = true;
        untilNanos = nowNanos + PAUSE.toNanos();
        untold++;
        if (hasSpoken && nowNanos - spokenNanos < QUIET_NANOS) {
            return OptionalInt.empty();
        }
        int count = untold;
        untold = 0;
        hasSpoken = true;
        spokenNanos = nowNanos;
        return OptionalInt.of(count);
    }

    /** True once, when a pause is over. */
    boolean isOver(long nowNanos) {
        boolean isOver = paused && nowNanos - untilNanos >= 0;
        paused &= !isOver;
        return isOver;
    }
}
