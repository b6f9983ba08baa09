package org.kaappliance.relay.stream;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kaappliance.relay.wire.BlockHeader;
import org.kaappliance.relay.wire.Message.Pace;
import org.kaappliance.relay.wire.StreamDigest;

/**
 * The last part of a stream, block by block, in a ring of 256 KiB chunks that are allocated as they are first used. A block never crosses
 * a chunk; a reader may begin at any byte. The writer may not overtake a reader that holds it by more than the reader's allowance. It overtakes
 * one that does not hold it, and leaves it the chunk that it reads: one chunk a reader more than the window. Not thread-safe.
 */
final class BlockWindow {
    static final int CHUNK_BYTES = Chunk.BYTES;

    private final Chunk[] ring;
    private final List<Cursor> cursors = new ArrayList<>();
    private Cursor sink;
    private long end;
    private long reservedEnd;
    private Optional<StreamDigest> digest = Optional.empty();

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

    /** The first position that can still be read; where a chunk begins. */
    long oldest() {
        long lastChunk = Math.max(0, Math.max(end, reservedEnd) - 1) / CHUNK_BYTES;
        return Math.max(0, lastChunk - ring.length + 1) * CHUNK_BYTES;
    }

    Optional<StreamDigest> digest() {
        return digest;
    }

    Cursor open(long position, long allowanceBytes, Pace pace) {
        Cursor cursor = new Cursor(position, Math.min(allowanceBytes, capacityBytes() - 2L * CHUNK_BYTES), pace);
        cursors.add(cursor);
        return cursor;
    }

    /** A cursor at the start that may be as far behind as the window is long. */
    Cursor openForSink() {
        sink = open(0, Long.MAX_VALUE / 2, Pace.HOLDS);
        return sink;
    }

    /** True when it is not (only) the sink for which the writer cannot take a block. */
    boolean isHeldByAChild(int lengthBytes) {
        return cursors.stream()
                .anyMatch(
                        cursor -> cursor != sink && cursor.pace() == Pace.HOLDS && end + lengthBytes > cursor.limit());
    }

    /** The writer does not wait for it any more. What its reader reads now stays as it is until the cursor moves, or lets go. */
    void close(Cursor cursor) {
        cursors.remove(cursor);
    }

    /** False when a peer sends so short blocks that their index would not fit. */
    boolean hasIndexRoom() {
        return end % CHUNK_BYTES == 0 || chunkAt(end).hasIndexRoom();
    }

    boolean canTake(int lengthBytes) {
        for (Cursor cursor : cursors) {
            if (holds(cursor) && end + lengthBytes > cursor.limit()) {
                return false;
            }
        }
        return true;
    }

    /** One that is behind the window is served from elsewhere, and holds the writer when it is back. */
    private boolean holds(Cursor cursor) {
        return cursor.pace() == Pace.HOLDS && cursor.position() >= oldest();
    }

    /** Where the next block's bytes go. Ask {@link #canTake} and {@link #hasIndexRoom} first. */
    ByteBuffer reserve(int lengthBytes) {
        reservedEnd = end + lengthBytes;
        int start = (int) (end % CHUNK_BYTES);
        if (start == 0) {
            begin(slotOf(end));
        }
        return chunkAt(end).slice(start, lengthBytes);
    }

    private void begin(int slot) {
        if (ring[slot] != null && ring[slot].readers > 0) {
            ring[slot].retire();
            ring[slot] = null;
        }
        if (ring[slot] == null) {
            ring[slot] = new Chunk();
        }
        ring[slot].clear();
    }

    /** The reserved bytes, or the first of them, are the next block. */
    void commit(int lengthBytes, int crc) {
        chunkAt(end).add((int) (end % CHUNK_BYTES), new BlockHeader(BlockHeader.Kind.BLOCK, lengthBytes, end, crc));
        end += lengthBytes;
    }

    void finish(StreamDigest streamDigest) {
        digest = Optional.of(streamDigest);
    }

    /**
     * What stands at the cursor, the rest of a block when it is within one; empty when it has not come yet, or is {@link #isOverrun overrun}.
     * The bytes stay as they are until the cursor reads again, or lets go.
     */
    Optional<Slice> at(Cursor cursor) {
        cursor.letGo();
        long position = cursor.position();
        if (position < end && !isOverrun(cursor)) {
            Chunk chunk = chunkAt(position);
            cursor.use(chunk);
            return Optional.of(chunk.from(position));
        }
        return position == end
                ? digest.map(d -> new Slice(BlockHeader.end(end, d), ByteBuffer.wrap(d.bytes())))
                : Optional.empty();
    }

    /** The writer is past what the cursor wants by more than the window. */
    boolean isOverrun(Cursor cursor) {
        return cursor.position() < oldest();
    }

    /** Gives the memory back; nobody may read or write any more. */
    void release() {
        for (int i = 0; i < ring.length; i++) {
            if (ring[i] != null) {
                ring[i].retire();
                ring[i] = null;
            }
        }
    }

    private Chunk chunkAt(long position) {
        return ring[slotOf(position)];
    }

    private int slotOf(long position) {
        return (int) (position / CHUNK_BYTES % ring.length);
    }
}
