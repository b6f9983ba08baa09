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

    /** The writer waits for this reader when it is further ahead of it than this. */
    long limit() {
        return position + allowanceBytes;
    }
}
