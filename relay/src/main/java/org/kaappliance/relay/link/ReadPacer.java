package org.kaappliance.relay.link;

/**
 * When a read of a block brought little, how long to wait until the kernel has more: without that each packet costs a wake-up, which on a machine
 * that serves several nodes, or a slow one, is more than the bytes cost. Aims at 32 to 64 KiB a read, so that the receive buffer never runs full
 * meanwhile. Pure; confined to one thread.
 */
final class ReadPacer {
    static final long LONGEST_NANOS = 1_000_000;
    static final long SHORTEST_NANOS = 50_000;

    private static final int LITTLE_BYTES = 16 << 10;
    private static final int MUCH_BYTES = 64 << 10;
    /** A rest this short is here when it is asked for, or soon. */
    private static final int REST_BYTES = 4 << 10;
    /** At 100 Mbit/s; a faster link brings the rest sooner, and waits no longer than that. */
    private static final long NANOS_A_BYTE = 80;

    private long pauseNanos = SHORTEST_NANOS;
    private boolean paused;

    /**
     * @param readBytes what the last read brought
     * @param missingBytes what the block still lacks
     * @return nanoseconds to wait before the next read; 0: read on
     */
    long pauseAfter(int readBytes, int missingBytes) {
        if (paused && readBytes >= MUCH_BYTES) {
            pauseNanos = Math.max(SHORTEST_NANOS, pauseNanos / 2);
        } else if (paused && readBytes < MUCH_BYTES / 2 && missingBytes > 0) {
            pauseNanos = Math.min(LONGEST_NANOS, pauseNanos * 2);
        }
        paused = readBytes < LITTLE_BYTES && missingBytes >= REST_BYTES;
        return paused ? Math.min(pauseNanos, missingBytes * NANOS_A_BYTE) : 0;
    }
}
