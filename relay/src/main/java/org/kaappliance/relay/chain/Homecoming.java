package org.kaappliance.relay.chain;

import java.time.Duration;
import java.util.Optional;

/** When a node has lost its source, when it tries to come back, and when it stops trying. Time: nanoseconds. */
final class Homecoming {
    private static final long PAUSE_NANOS = Duration.ofMillis(500).toNanos();

    private final Duration silence;
    private final PauseWatch pauses;
    private boolean away;
    private boolean trying;
    private long heardNanos;
    private long awaySinceNanos;
    private long nextNanos;

    Homecoming(Duration silence, long nowNanos) {
        this.silence = silence;
        this.pauses = new PauseWatch(nowNanos);
        this.heardNanos = nowNanos;
    }

    boolean isAway() {
        return away;
    }

    void heard(long nowNanos) {
        heardNanos = nowNanos;
    }

    /** The connection broke, or a try failed. @return false when there is no hope left */
    boolean lost(long nowNanos) {
        if (!away) {
            away = true;
            awaySinceNanos = nowNanos;
            nextNanos = nowNanos;
        } else {
            nextNanos = nowNanos + PAUSE_NANOS;
        }
        trying = false;
        return nowNanos - awaySinceNanos < silence.toNanos();
    }

    /** The source took us. @return true when we had been away */
    boolean arrived() {
        boolean wasAway = away;
        away = false;
        trying = false;
        return wasAway;
    }

    /** True once a try: now is the time for one. */
    boolean isDue(long nowNanos) {
        boolean isDue = away && !trying && nowNanos - nextNanos >= 0;
        trying |= isDue;
        if (isDue) {
            heardNanos = nowNanos;
        }
        return isDue;
    }

    /** @return what is wrong when the source has said nothing for too long */
    Optional<String> tick(long nowNanos) {
        long pausedNanos = pauses.tick(nowNanos);
        heardNanos = PauseWatch.shifted(heardNanos, pausedNanos, nowNanos);
        if (away && !trying || nowNanos - heardNanos < silence.toNanos()) {
            return Optional.empty();
        }
        return Optional.of("silent for " + silence.toMillis() / 1000.0 + " s");
    }
}
