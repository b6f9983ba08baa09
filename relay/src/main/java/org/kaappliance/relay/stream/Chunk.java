package org.kaappliance.relay.stream;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.kaappliance.relay.wire.BlockHeader;

/** 256 KiB of a window, and which blocks stand in them. Guarded by the lock of the window's {@link StreamBuffer}, but for the bytes. */
final class Chunk {
    static final int BYTES = BlockHeader.MAX_BLOCK_BYTES;
    /** Those of the shortest length, the short one that ends a stream, and the first ones of 31 connections. */
    static final int MAX_BLOCKS = BYTES / BlockHeader.MIN_BLOCK_BYTES + 32;

    private final ByteBuffer bytes = ChunkPool.take();
    private final int[] starts = new int[MAX_BLOCKS];
    private final int[] lengths = new int[MAX_BLOCKS];
    private final int[] crcs = new int[MAX_BLOCKS];
    private int blocks;
    private boolean retired;
    int readers;

    boolean hasIndexRoom() {
        return blocks < MAX_BLOCKS;
    }

    void clear() {
        blocks = 0;
    }

    ByteBuffer slice(int start, int lengthBytes) {
        return bytes.slice(start, lengthBytes);
    }

    void add(int start, BlockHeader header) {
        starts[blocks] = start;
        lengths[blocks] = header.length();
        crcs[blocks] = header.crc();
        blocks++;
    }

    /** The block in which that byte stands, from that byte on. */
    Slice from(long position) {
        int inChunk = (int) (position % BYTES);
        int found = Arrays.binarySearch(starts, 0, blocks, inChunk);
        if (found >= 0) {
            return slice(position, inChunk, lengths[found], crcs[found]);
        }
        int index = -found - 2;
        int length = starts[index] + lengths[index] - inChunk;
        return slice(position, inChunk, length, BlockHeader.crcOf(slice(inChunk, length)));
    }

    private Slice slice(long position, int start, int length, int crc) {
        return new Slice(new BlockHeader(BlockHeader.Kind.BLOCK, length, position, crc), slice(start, length));
    }

    /** The window does without it: its memory goes back when its last reader is done. */
    void retire() {
        retired = true;
        giveBackWhenFree();
    }

    void giveBackWhenFree() {
        if (retired && readers == 0) {
            retired = false;
            ChunkPool.give(bytes);
        }
    }
}
