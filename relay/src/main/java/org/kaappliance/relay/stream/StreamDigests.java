package org.kaappliance.relay.stream;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.kaappliance.relay.wire.BlockHeader;
import org.kaappliance.relay.wire.DigestKind;

/** The digests of whole streams. */
public final class StreamDigests {
    /** Enough for the JIT to put the processor's own instructions in place: before that, a digest takes 10 MB/s. */
    private static final int WARM_UP_BLOCKS = 3000;

    private static final Duration WARM_UP_LIMIT = Duration.ofMillis(300);

    private static final AtomicBoolean WARM = new AtomicBoolean();

    private StreamDigests() {}

    /** Begins a digest. */
    public static MessageDigest start(DigestKind kind) {
        switch (kind) {
            case SHA_256:
                return sha256();
            case CHECKSUMS:
                return new PieceChecksums();
        }
        throw new AssertionError(kind);
    }

    static MessageDigest sha256() {
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
    public static void warmUp() {
        if (WARM.compareAndSet(false, true)) {
            long deadline = System.nanoTime() + WARM_UP_LIMIT.toNanos();
            MessageDigest sha256 = sha256();
            ByteBuffer block = ByteBuffer.allocateDirect(BlockHeader.MIN_BLOCK_BYTES);
            for (int i = 0; i < WARM_UP_BLOCKS && System.nanoTime() - deadline < 0; i++) {
                sha256.update(block.clear());
                block.putInt(0, BlockHeader.crcOf(block.clear()));
            }
        }
    }
}
