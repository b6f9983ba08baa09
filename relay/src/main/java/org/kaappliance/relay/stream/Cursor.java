package org.kaappliance.relay.stream;

import org.kaappliance.relay.wire.Message.Pace;

/** How far one reader of a window has come. Changed under the lock of its {@link StreamBuffer} only. */
public final class Cursor {
    private final long allowanceBytes;
    private Pace pace;
    private long position;
    private Chunk inUse;

    Cursor(long position, long allowanceBytes, Pace pace) {
        this.position = position;
        this.allowanceBytes = allowanceBytes;
        this.pace = pace;
    }

    long position() {
        return position;
    }

    void moveTo(long newPosition) {
        position = newPosition;
    }

    Pace pace() {
        return pace;
    }

    void pace(Pace newPace) {
        pace = newPace;
    }

    /** The writer waits for this reader when it is further ahead of it than this. A peer chooses the position: it may be near 2^63. */
    long limit() {
        return position > Long.MAX_VALUE - allowanceBytes ? Long.MAX_VALUE : position + allowanceBytes;
    }

    /** The reader reads from this chunk, which is not used again before it is {@link #letGo let go}. */
    void use(Chunk chunk) {
        letGo();
        chunk.readers++;
        inUse = chunk;
    }

    void letGo() {
        if (inUse != null) {
            inUse.readers--;
            inUse.giveBackWhenFree();
            inUse = null;
        }
    }
}
