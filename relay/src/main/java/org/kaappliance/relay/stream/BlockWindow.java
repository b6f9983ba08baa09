package org.kaappliance.relay.stream;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kaappliance.relay.wire.BlockHeader;
import org.kaappliance.relay.wire.StreamDigest;

/**
 * The last part of a stream, block by block, in a ring of 256 KiB chunks that are allocated as they are first used. A block never crosses
 * a chunk. The writer may not overtake a reader by more than the reader's allowance, so what a reader reads is never overwritten. Not thread-safe.
 */
final class BlockWindow {
    static final int CHUNK_BYTES = BlockHeader.MAX_BLOCK_BYTES;
    /** A chunk of the shortest blocks, and the short one that ends a stream. */
    static final int MAX_BLOCKS_A_CHUNK = CHUNK_BYTES / BlockHeader.MIN_BLOCK_BYTES + 1;

    private final Chunk[] ring;
    private final List<Cursor> cursors = new ArrayList<>();
    private long end;
    private long reservedEnd;
    private Optional<StreamDigest> digest = Optional.empty();

    private static final class Chunk {
        final ByteBuffer bytes = ChunkPool.take();
        final int[] starts = new int[MAX_BLOCKS_A_CHUNK];
        final int[] lengths = new int[MAX_BLOCKS_A_CHUNK];
        final int[] crcs = new int[MAX_BLOCKS_A_CHUNK];
        int blocks;
    }

    BlockWindow(long windowBytes) {
        this.ring = new Chunk[(int) Math.min(windowBytes / CHUNK_BYTES, Integer.MAX_VALUE)];
    }

    long capacityBytes() {
        return (long) ring.length * CHUNK_BYTES;
    }

    /** The position behind the last whole block. */
    long end() {
        return end;
    }

    /** The first position that can still be read. */
    long oldest() {
        long lastChunk = Math.max(0, Math.max(end, reservedEnd) - 1) / CHUNK_BYTES;
        return Math.max(0, lastChunk - ring.length + 1) * CHUNK_BYTES;
    }

    Optional<StreamDigest> digest() {
        return digest;
    }

    Cursor open(long position, long allowanceBytes) {
        Cursor cursor = new Cursor(position, Math.min(allowanceBytes, capacityBytes() - 2L * CHUNK_BYTES));
        cursors.add(cursor);
        return cursor;
    }

    void close(Cursor cursor) {
        cursors.remove(cursor);
    }

    /** True when a block starts at that position, or one may still come to. */
    boolean canReadFrom(long position) {
        return position >= end || position >= oldest() && indexOf(position) >= 0;
    }

    /** Where the block begins that holds the position, or the end when that is the position; -1 when there is none. */
    long startOfBlockAt(long position) {
        if (position >= end || position < oldest()) {
            return position == end ? end : -1;
        }
        int index = indexOf(position);
        int floor = index >= 0 ? index : -index - 2;
        return position / CHUNK_BYTES * CHUNK_BYTES + chunkAt(position).starts[floor];
    }

    /** False when a peer sends so short blocks that their index would not fit. */
    boolean hasIndexRoom() {
        return end % CHUNK_BYTES == 0 || chunkAt(end).blocks < MAX_BLOCKS_A_CHUNK;
    }

    boolean canTake(int lengthBytes) {
        for (Cursor cursor : cursors) {
            if (end + lengthBytes > cursor.limit()) {
                return false;
            }
        }
        return true;
    }

    /** Where the next block's bytes go. Ask {@link #canTake} and {@link #hasIndexRoom} first. */
    ByteBuffer reserve(int lengthBytes) {
        reservedEnd = end + lengthBytes;
        int slot = slotOf(end);
        if (ring[slot] == null) {
            ring[slot] = new Chunk();
        }
        int start = (int) (end % CHUNK_BYTES);
        if (start == 0) {
            ring[slot].blocks = 0;
        }
        return ring[slot].bytes.slice(start, lengthBytes);
    }

    /** The reserved bytes, or the first of them, are the next block. */
    void commit(int lengthBytes, int crc) {
        Chunk chunk = chunkAt(end);
        chunk.starts[chunk.blocks] = (int) (end % CHUNK_BYTES);
        chunk.lengths[chunk.blocks] = lengthBytes;
        chunk.crcs[chunk.blocks] = crc;
        chunk.blocks++;
        end += lengthBytes;
    }

    void finish(StreamDigest streamDigest) {
        digest = Optional.of(streamDigest);
    }

    /** What stands at the cursor; empty when it has not come yet. */
    Optional<Slice> at(Cursor cursor) {
        long position = cursor.position();
        if (position < end) {
            int index = position < oldest() ? -1 : indexOf(position);
            if (index < 0) {
                return Optional.empty(); // a cursor that was closed and overtaken
            }
            Chunk chunk = chunkAt(position);
            int length = chunk.lengths[index];
            return Optional.of(new Slice(
                    new BlockHeader(BlockHeader.Kind.BLOCK, length, position, chunk.crcs[index]),
                    chunk.bytes.slice(chunk.starts[index], length)));
        }
        return position == end
                ? digest.map(d -> new Slice(BlockHeader.end(end, d), ByteBuffer.wrap(d.bytes())))
                : Optional.empty();
    }

    /** Gives the memory back; nobody may read or write any more. */
    void release() {
        for (int i = 0; i < ring.length; i++) {
            if (ring[i] != null) {
                ChunkPool.give(ring[i].bytes);
                ring[i] = null;
            }
        }
    }

    private int indexOf(long position) {
        Chunk chunk = chunkAt(position);
        return Arrays.binarySearch(chunk.starts, 0, chunk.blocks, (int) (position % CHUNK_BYTES));
    }

    private Chunk chunkAt(long position) {
        return ring[slotOf(position)];
    }

    private int slotOf(long position) {
        return (int) (position / CHUNK_BYTES % ring.length);
    }
}
