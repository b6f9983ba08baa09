package org.kaappliance.relay.link;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.kaappliance.relay.wire.BlockHeader;

/** The stream's digest algorithm. */
final class Sha256 {
    /** Enough for the JIT to put the processor's own instructions in place: before that, a digest takes 10 MB/s. */
    private static final int WARM_UP_BLOCKS = 3000;

    private static final Duration WARM_UP_LIMIT = Duration.ofMillis(300);

    private static final AtomicBoolean WARM = new AtomicBoolean();

    private Sha256() {}

    static MessageDigest start() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /**
     * Digest and block checksum at full speed before the stream comes, not a second into it. Once a process; takes about 0.2 s, on a slow machine
     * not much longer: nobody misses them while the others join.
     */
    static void warmUp() {
        if (WARM.compareAndSet(false, true)) {
            long deadline = Wire.deadline(WARM_UP_LIMIT);
            MessageDigest sha256 = start();
            ByteBuffer block = ByteBuffer.allocateDirect(BlockHeader.MIN_BLOCK_BYTES);
            for (int i = 0; i < WARM_UP_BLOCKS && System.nanoTime() < deadline; i++) {
                sha256.update(block.clear());
                block.putInt(0, BlockHeader.crcOf(block.clear()));
            }
        }
    }

    /** The digest of what went in so far; more may follow. */
    static byte[] soFar(MessageDigest running) {
        try {
            return ((MessageDigest) running.clone()).digest();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("the platform's SHA-256 can be cloned", e);
        }
    }
}
