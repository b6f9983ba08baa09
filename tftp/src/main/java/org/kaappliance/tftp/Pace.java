package org.kaappliance.tftp;

/**
 * How fast the blocks of one window follow one another. A window may not be made smaller on loss, because the client acknowledges
 * only when it is full (RFC 7440 section 4); so the blocks are moved apart: a step more after each loss, a quarter less
 * after each window that arrived whole. Times in nanoseconds.
 */
final class Pace {
    private static final long STEP_NANOS = 25_000;
    private static final long MAX_GAP_NANOS = 1_000_000;
    private static final long SLOT_NANOS = 250_000;

    private long gapNanos;

    void onLoss() {
        gapNanos = Math.min(MAX_GAP_NANOS, gapNanos + STEP_NANOS);
    }

    void onWholeWindow() {
        gapNanos = gapNanos < STEP_NANOS / 4 ? 0 : gapNanos - gapNanos / 4;
    }

    /** How many blocks may leave back to back; waiting after each single one would cost a timer each. */
    int burstBlocks(int wantedBlocks) {
        return gapNanos == 0 ? wantedBlocks : (int) Math.min(wantedBlocks, Math.max(1, SLOT_NANOS / gapNanos));
    }

    /** The rest that so many blocks cost. */
    long restNanos(int blocks) {
        return gapNanos * blocks;
    }
}
