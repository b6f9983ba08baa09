package org.kaappliance.relay.link;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How much of a child's stream the kernel should hold. Left alone it takes megabytes, and the last byte waits behind them at every hop: a tenth of a second
 * at 100 Mbit/s. Five milliseconds of the measured rate keep a near child busy; for a far one the kernel knows better. Pure; confined to one thread.
 * Time: nanoseconds.
 */
final class SendBuffer {
    /** The kernel allows twice what it is asked for, and asks back no less than that. */
    static final int LEAST_BYTES = 48 << 10;
    /** As much as anybody may ask for (net.core.wmem_max). */
    static final int MOST_BYTES = 208 << 10;

    private static final Duration NEAR = Duration.ofMillis(5);
    private static final double SECONDS_HELD = 0.005;
    private static final long MEASURE_NANOS = Duration.ofMillis(200).toNanos();

    private final boolean isNear;
    private long sinceNanos;
    private long bytes;
    private int size;

    /** @param roundTrip to the child and back */
    SendBuffer(Duration roundTrip, long nowNanos) {
        this.isNear = roundTrip.compareTo(NEAR) < 0;
        this.sinceNanos = nowNanos;
    }

    /** The kernel took so much. @return the size that the buffer should have from now on, when that changes */
    OptionalInt took(int takenBytes, long nowNanos) {
        bytes += takenBytes;
        long nanos = nowNanos - sinceNanos;
        if (!isNear || nanos < MEASURE_NANOS) {
            return OptionalInt.empty();
        }
        double wanted = bytes * 1e9 / nanos * SECONDS_HELD;
        sinceNanos = nowNanos;
        bytes = 0;
        int fitting = (int) Math.max(LEAST_BYTES, Math.min(MOST_BYTES, wanted));
        if (Math.abs(fitting - size) <= size / 4) {
            return OptionalInt.empty();
        }
        size = fitting;
        return OptionalInt.of(size);
    }
}
