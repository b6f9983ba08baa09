package org.kaappliance.relay.stream;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.kaappliance.relay.wire.BlockHeader;

/** Direct buffers of one chunk (256 KiB) each, kept for the next stream: the JVM gives them back late. Thread-safe. */
final class ChunkPool {
    private static final int MAX_FREE = 256;
    private static final ArrayDeque<ByteBuffer> FREE = new ArrayDeque<>();

    private ChunkPool() {}

    static ByteBuffer take() {
        synchronized (FREE) {
            ByteBuffer free = FREE.poll();
            if (free != null) {
                return free;
            }
        }
        return ByteBuffer.allocateDirect(BlockHeader.MAX_BLOCK_BYTES);
    }

    /** Nobody may touch the chunk any more. */
    static void give(ByteBuffer chunk) {
        synchronized (FREE) {
            if (FREE.size() < MAX_FREE) {
                FREE.add(chunk);
            }
        }
    }
}
