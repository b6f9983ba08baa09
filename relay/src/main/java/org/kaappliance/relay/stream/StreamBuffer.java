package org.kaappliance.relay.stream;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.kaappliance.relay.wire.Message.Pace;
import org.kaappliance.relay.wire.StreamDigest;

/**
 * A {@link BlockWindow} between one writer thread and several reader threads. Bytes are written and read in place, outside the lock.
 * Bounds: the window, and a chunk for each reader that does not hold it; a child that holds the writer may be {@link #CHILD_LAG_BYTES} behind, the sink as much as the window holds; then the writer waits.
 */
public final class StreamBuffer {
    /** How far a child may be behind before its parent takes no more. The rest of the window is for replay. */
    public static final long CHILD_LAG_BYTES = 4L << 20;

    private static final long RECHECK_MILLIS = 100;

    private final BlockWindow window;
    private boolean closed;
    private Holder holder = Holder.NOBODY;
    private long sinkHeldNanos;
    private long childHeldNanos;

    /** For whom the writer waits. */
    public enum Holder {
        NOBODY,
        SINK,
        CHILD
    }

    /** @param now for whom the writer waits @param sinkMillis for how long in all it waited for the sink @param childMillis for a child */
    public record Held(Holder now, int sinkMillis, int childMillis) {}

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

    /**
     * A cursor for a child that has yet to say where it wants to begin: from there, or from here, whichever is less.
     *
     * @param pace {@code HOLDS}: the writer is held back from there
     */
    public synchronized Cursor openForChild(long heldFrom, Pace pace) {
        return window.open(Math.min(heldFrom, window.end()), CHILD_LAG_BYTES, pace);
    }

    /** From now on the writer waits for that reader, or does not. */
    public synchronized void pace(Cursor cursor, Pace pace) {
        cursor.pace(pace);
        notifyAll();
    }

    /** A cursor at the start, for the local sink. */
    public synchronized Cursor openForSink() {
        return window.openForSink();
    }

    /** The writer does not wait for it any more. Any thread; what its reader reads now stays as it is until {@link #letGo}. */
    public synchronized void close(Cursor cursor) {
        window.close(cursor);
        notifyAll();
    }

    /** The reader reads no more of what {@link #next} gave it last. By its thread, or when that is gone. */
    public synchronized void letGo(Cursor cursor) {
        cursor.letGo();
    }

    /** Where in the window a position stands. */
    public enum Seek {
        /** In it, or ahead of it. */
        READY,
        /** It is older than the window. */
        TOO_OLD
    }

    /** Puts the cursor there, any byte, also one that is too old or has yet to come. */
    public synchronized Seek seek(Cursor cursor, long position) {
        cursor.moveTo(position);
        notifyAll();
        return window.isOverrun(cursor) ? Seek.TOO_OLD : Seek.READY;
    }

    /** True when the window no longer has what the cursor wants next. */
    public synchronized boolean isOverrun(Cursor cursor) {
        return window.isOverrun(cursor);
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
                holder = Holder.NOBODY;
                return Optional.of(window.reserve(lengthBytes));
            }
            awaitReaders(lengthBytes);
        }
        holder = Holder.NOBODY;
        return Optional.empty();
    }

    private void awaitReaders(int lengthBytes) throws InterruptedException {
        holder = window.isHeldByAChild(lengthBytes) ? Holder.CHILD : Holder.SINK;
        long since = System.nanoTime();
        wait(RECHECK_MILLIS);
        if (holder == Holder.CHILD) {
            childHeldNanos += System.nanoTime() - since;
        } else {
            sinkHeldNanos += System.nanoTime() - since;
        }
    }

    /** For whom the writer waits, and has waited. */
    public synchronized Held held() {
        return new Held(holder, (int) TimeUnit.NANOSECONDS.toMillis(sinkHeldNanos), (int)
                TimeUnit.NANOSECONDS.toMillis(childHeldNanos));
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

    /**
     * What stands at the cursor, the rest of a block when it is within one; empty when nothing came in time, when the buffer was closed, and at once
     * when the cursor is overrun. The bytes stay as they are until the reader asks for the next ones, moves on or lets go.
     */
    public synchronized Optional<Slice> next(Cursor cursor, long waitNanos) throws InterruptedException {
        long deadline = System.nanoTime() + waitNanos;
        while (!closed) {
            Optional<Slice> slice = window.at(cursor);
            long left = deadline - System.nanoTime();
            if (slice.isPresent() || left <= 0 || window.isOverrun(cursor)) {
                return slice;
            }
            wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
        }
        return Optional.empty();
    }

    /** The reader is done with the block at its cursor. */
    public synchronized void advance(Cursor cursor, Slice slice) {
        cursor.letGo();
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
