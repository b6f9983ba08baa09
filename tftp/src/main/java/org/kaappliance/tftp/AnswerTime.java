package org.kaappliance.tftp;

/**
 * How long a client takes to answer, smoothed as TCP does it (RFC 6298), and so how long to wait before a packet counts as lost.
 * Without a measurement nothing is known. Times in nanoseconds.
 */
final class AnswerTime {
    private static final long LEAST_WAIT_NANOS = 50_000_000;

    private long smoothedNanos;
    private long deviationNanos;

    void measured(long nanos) {
        if (smoothedNanos == 0) {
            smoothedNanos = Math.max(1, nanos);
            deviationNanos = nanos / 2;
        } else {
            deviationNanos += (Math.abs(nanos - smoothedNanos) - deviationNanos) / 4;
            smoothedNanos = Math.max(1, smoothedNanos + (nanos - smoothedNanos) / 8);
        }
    }

    boolean isKnown() {
        return smoothedNanos > 0;
    }

    long smoothedNanos() {
        return smoothedNanos;
    }

    /** After this a packet is lost; 50 ms at least, or a client that is slow for once is sent everything twice. */
    long waitNanos(long mostNanos) {
        return isKnown()
                ? Math.min(mostNanos, Math.max(LEAST_WAIT_NANOS, 2 * smoothedNanos + 4 * deviationNanos))
                : mostNanos;
    }
}
