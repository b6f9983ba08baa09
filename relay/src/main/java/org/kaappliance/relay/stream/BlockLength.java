package org.kaappliance.relay.stream;

import java.time.Duration;
import org.kaappliance.relay.wire.BlockHeader;

/**
 * How long the source cuts its blocks: as much as the chain takes in about 2.5 ms, since each hop passes a block on when it has all of it; long ones on
 * a fast chain, where each block costs more than its bytes. Pure; confined to one thread.
 */
public final class BlockLength {
    static final int SHORTEST_BYTES = 16 << 10;
    static final int FIRST_BYTES = 32 << 10;

    private static final double BLOCK_SECONDS = 0.0025;
    /** A full socket buffer empties by leaps of a tenth of a second: less than two of them say nothing of the rate. */
    private static final long MEASURE_NANOS = Duration.ofMillis(200).toNanos();

    private long sinceNanos;
    private long bytes;
    private int blockBytes = FIRST_BYTES;

    public BlockLength(long nowNanos) {
        this.sinceNanos = nowNanos;
    }

    /** Of a block that begins there: at most 256 KiB, and never across a multiple of that. */
    public int at(long position) {
        int room = BlockHeader.MAX_BLOCK_BYTES - (int) (position % BlockHeader.MAX_BLOCK_BYTES);
        return room < blockBytes * 3L / 2 ? room : blockBytes;
    }

    /** The chain took so much. */
    public void took(int takenBytes, long nowNanos) {
        bytes += takenBytes;
        long nanos = nowNanos - sinceNanos;
        if (nanos >= MEASURE_NANOS) {
            double wanted = bytes * 1e9 / nanos * BLOCK_SECONDS;
            blockBytes =
                    Math.max(SHORTEST_BYTES, (int) Math.min(BlockHeader.MAX_BLOCK_BYTES, (blockBytes + wanted) / 2));
            blockBytes -= blockBytes % BlockHeader.MIN_BLOCK_BYTES;
            sinceNanos = nowNanos;
            bytes = 0;
        }
    }
}
