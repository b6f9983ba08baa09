package org.kaappliance.clientkit.proof;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * 64 bits that stand for the content of a file: its CRC-32 and its CRC-32C (docs/adr/013). Blocks of {@value #BLOCK} bytes that are all zero are left
 * out, and where a block does not follow the one before, its offset is summed in their place; so it does not matter which zeros are holes. The
 * size is not in it. Not thread-safe.
 */
public final class ContentSum {
    static final int BLOCK = 4096;

    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(BLOCK).asReadOnlyBuffer();

    private final CRC32 ieee = new CRC32();
    private final CRC32C castagnoli = new CRC32C();
    private final ByteBuffer partial = ByteBuffer.allocateDirect(BLOCK);
    private final ByteBuffer jump = ByteBuffer.allocateDirect(Long.BYTES);
    private final ByteBuffer zeros = ZEROS.duplicate();
    /** The offset of the block in {@link #partial}; below 0 when there is none. */
    private long partialAt = -1;
    /** Where the next block would be that needs no offset. */
    private long expected;

    /** Takes bytes at an offset that is not below the end of those before. Takes all that remains of them. */
    public void update(long offset, ByteBuffer bytes) {
        long at = offset;
        while (bytes.hasRemaining()) {
            int within = (int) (at % BLOCK);
            boolean whole = within == 0 && bytes.remaining() >= BLOCK;
            at += whole ? blocks(at, bytes) : part(at, within, bytes);
        }
    }

    /** The sum of all that was taken; begins anew. */
    public long end() {
        endPartial();
        long sum = ieee.getValue() << 32 | castagnoli.getValue();
        ieee.reset();
        castagnoli.reset();
        expected = 0;
        return sum;
    }

    private int part(long at, int within, ByteBuffer bytes) {
        long block = at - within;
        if (block != partialAt) {
            endPartial();
            partialAt = block;
            partial.clear().put(zeros.duplicate()).clear();
        }
        int count = Math.min(bytes.remaining(), BLOCK - within);
        partial.put(within, bytes, bytes.position(), count);
        bytes.position(bytes.position() + count);
        return count;
    }

    private void endPartial() {
        if (partialAt >= 0) {
            long block = partialAt;
            partialAt = -1;
            blocks(block, partial.clear());
        }
    }

    private int blocks(long at, ByteBuffer bytes) {
        endPartial();
        int start = bytes.position();
        int end = start + bytes.remaining() / BLOCK * BLOCK;
        int run = start;
        for (int block = start; block < end; block += BLOCK) {
            if (isZero(bytes, block)) {
                sum(at + (run - start), bytes, run, block);
                run = block + BLOCK;
            }
        }
        sum(at + (run - start), bytes, run, end);
        bytes.position(end);
        return end - start;
    }

    private boolean isZero(ByteBuffer bytes, int block) {
        return bytes.getLong(block) == 0 && bytes.slice(block, BLOCK).mismatch(zeros) < 0;
    }

    private void sum(long offset, ByteBuffer bytes, int from, int to) {
        if (from == to) {
            return;
        }
        if (offset != expected) {
            update(jump.clear().putLong(offset).flip());
        }
        update(bytes.slice(from, to - from));
        expected = offset + (to - from);
    }

    private void update(ByteBuffer bytes) {
        ieee.update(bytes.duplicate());
        castagnoli.update(bytes);
    }
}
