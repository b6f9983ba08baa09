package org.kaappliance.relay.stream;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.kaappliance.relay.wire.StreamDigest;

/**
 * A {@link BlockWindow} between one writer thread and several reader threads. Bytes are written and read in place, outside the lock.
 * Bounds: the window; a child may be {@link #CHILD_LAG_BYTES} behind, the sink as much as the window holds; then the writer waits.
 */
public final class StreamBuffer {
    /** How far a child may be behind before its parent takes no more. The rest of the window is for replay. */
    public static final long CHILD_LAG_BYTES = 4L << 20;

    private static final long RECHECK_MILLIS = 100;

    private final BlockWindow window;
    private boolean closed;

    public StreamBuffer(long windowBytes) {
        this.window = new BlockWindow(windowBytes);
    }

    public synchronized long end() {
        return window.end();
    }

    public synchronized long position(Cursor cursor) {
        return cursor.position();
    }

    /** The digest, when all of the stream is here. */
    public synchronized Optional<StreamDigest> digest() {
        return window.digest();
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    /** A cursor for a child that has yet to say where it wants to begin: it holds the writer back from there, or from here, whichever is less. */
    public synchronized Cursor openForChild(long heldFrom) {
        return window.open(Math.min(heldFrom, window.end()), CHILD_LAG_BYTES);
    }

    /** A cursor at the start, for the local sink. */
    public synchronized Cursor openForSink() {
        return window.open(0, Long.MAX_VALUE / 2);
    }

    public synchronized void close(Cursor cursor) {
        window.close(cursor);
        notifyAll();
    }

    /** Where a child's wish to begin at a position can be met. */
    public enum Seek {
        READY,
        /** The position is older than the window. */
        TOO_OLD,
        /** No block starts there. */
        NO_BLOCK
    }

    public synchronized Seek seek(Cursor cursor, long position) {
        if (!window.canReadFrom(position)) {
            return position < window.oldest() ? Seek.TOO_OLD : Seek.NO_BLOCK;
        }
        cursor.moveTo(position);
        notifyAll();
        return Seek.READY;
    }

    /**
     * As {@link #seek}, for a reader to whom blocks mean nothing: its first block may begin before the position. NO_BLOCK: the
     * position lies ahead.
     */
    public synchronized Seek seekInto(Cursor cursor, long position) {
        long start = window.startOfBlockAt(position);
        if (start < 0) {
            return position < window.oldest() ? Seek.TOO_OLD : Seek.NO_BLOCK;
        }
        cursor.moveTo(start);
        notifyAll();
        return Seek.READY;
    }

    /** True when the writer has passed the cursor and no block starts there: nothing will ever come for it. */
    public synchronized boolean isStray(Cursor cursor) {
        return !window.canReadFrom(cursor.position());
    }

    public synchronized long oldest() {
        return window.oldest();
    }

    /**
     * Waits until there is room for the next block.
     *
     * @param abandoned asked at least every 100 ms; true ends the wait
     * @return where its bytes go; empty when the buffer was closed or the wait abandoned
     */
    public synchronized Optional<ByteBuffer> reserve(int lengthBytes, BooleanSupplier abandoned)
            throws InterruptedException {
        while (!closed && !abandoned.getAsBoolean()) {
            if (window.canTake(lengthBytes)) {
                return Optional.of(window.reserve(lengthBytes));
            }
            wait(RECHECK_MILLIS);
        }
        return Optional.empty();
    }

    /** False when a peer's blocks are too many and too short to be kept. */
    public synchronized boolean hasIndexRoom() {
        return window.hasIndexRoom();
    }

    /** The reserved bytes, or the first of them, are the next block; readers see it. */
    public synchronized void commit(int lengthBytes, int crc) {
        window.commit(lengthBytes, crc);
        notifyAll();
    }

    /** Nothing follows. */
    public synchronized void finish(StreamDigest digest) {
        window.finish(digest);
        notifyAll();
    }

    /** What stands at the cursor; empty when nothing came in time, or the buffer was closed. */
    public synchronized Optional<Slice> next(Cursor cursor, long waitNanos) throws InterruptedException {
        long deadline = System.nanoTime() + waitNanos;
        while (!closed) {
            Optional<Slice> slice = window.at(cursor);
            long left = deadline - System.nanoTime();
            if (slice.isPresent() || left <= 0) {
                return slice;
            }
            wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
        }
        return Optional.empty();
    }

    /** The reader is done with the block at its cursor. */
    public synchronized void advance(Cursor cursor, Slice slice) {
        cursor.moveTo(slice.header().offset() + slice.header().length());
        notifyAll();
    }

    /** Wakes everybody; nothing more is written or read. */
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Gives the memory back. Only when closed, and when no thread reads or writes any more. */
    public synchronized void release() {
        window.release();
    }
}
