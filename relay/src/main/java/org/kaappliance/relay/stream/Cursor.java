package org.kaappliance.relay.stream;

/** How far one reader of a window has come. Changed under the lock of its {@link StreamBuffer} only. */
public final class Cursor {
    private final long allowanceBytes;
    private long position;

    Cursor(long position, long allowanceBytes) {
        this.position = position;
        this.allowanceBytes = allowanceBytes;
    }

    long position() {
        return position;
    }

    void moveTo(long newPosition) {
        position = newPosition;
    }

    /** The writer waits for this reader when it is further ahead of it than this. A peer chooses the position: it may be near 2^63. */
    long limit() {
        return position > Long.MAX_VALUE - allowanceBytes ? Long.MAX_VALUE : position + allowanceBytes;
    }
}
