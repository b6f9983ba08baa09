package org.kaappliance.appliance.cli;

import java.time.Duration;
import java.util.Optional;

/** The rate of the last few seconds, from positions. */
final class RateMeter {
    private static final double MEMORY_SECONDS = 3;

    private long lastBytes = -1;
    private long lastNanos;
    private double bytesPerSecond;

    /** Bytes a second; 0 until the second position. */
    long at(long bytes, long nowNanos) {
        if (lastBytes >= 0 && nowNanos > lastNanos) {
            double seconds = (nowNanos - lastNanos) / 1e9;
            double now = Math.max(0, bytes - lastBytes) / seconds;
            double share = bytesPerSecond == 0 ? 1 : 1 - Math.exp(-seconds / MEMORY_SECONDS);
            bytesPerSecond += share * (now - bytesPerSecond);
        }
        lastBytes = bytes;
        lastNanos = nowNanos;
        return Math.round(bytesPerSecond);
    }

    /** How long {@code leftBytes} take at this rate; empty while nothing moves. */
    Optional<Duration> timeFor(long leftBytes) {
        return bytesPerSecond < 1
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(Math.round(Math.min(leftBytes / bytesPerSecond, 1e9))));
    }
}
