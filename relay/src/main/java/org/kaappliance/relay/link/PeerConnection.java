package org.kaappliance.relay.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicInteger;

/** One connection of a {@link PeerLoop}. {@link #closeAfterFlush} and {@link #handled} from any thread, the rest on the loop's. */
public abstract class PeerConnection {
    private static final int MAX_PENDING_MESSAGES = 256;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final ByteBuffer in;
    private final AtomicInteger pending = new AtomicInteger();
    /** When it was opened, or when its end began. */
    private volatile long sinceNanos = System.nanoTime();

    private volatile boolean closing;
    private boolean hungUp;

    /** @param inBytes how much of what the peer says can wait for the rest of its message */
    protected PeerConnection(SocketChannel channel, SelectionKey key, int inBytes) {
        this.channel = channel;
        this.key = key;
        this.in = ByteBuffer.allocate(inBytes);
    }

    public SocketChannel channel() {
        return channel;
    }

    /** What was read and not yet taken. */
    public ByteBuffer in() {
        return in;
    }

    /** Nothing more is sent than what waits, and nothing is heard any more. */
    public boolean isClosing() {
        return closing;
    }

    public void closeAfterFlush() {
        beginClose();
        wantWrite();
    }

    protected final void beginClose() {
        if (!closing) {
            sinceNanos = System.nanoTime();
            closing = true;
        }
    }

    /** The session has taken one message of this connection. */
    public void handled() {
        pending.decrementAndGet();
    }

    /** False when the peer sends faster than the session takes. */
    public boolean countMessage() {
        return pending.incrementAndGet() <= MAX_PENDING_MESSAGES;
    }

    /** Something is there to be written. */
    protected final void wantWrite() {
        if (key.isValid()) {
            try {
                key.interestOpsOr(SelectionKey.OP_WRITE);
                key.selector().wakeup();
            } catch (CancelledKeyException e) {
                // closed meanwhile
            }
        }
    }

    /** Writes what waits, as far as it goes, holding this object's lock; false when some is left. */
    protected abstract boolean writeWaiting() throws IOException;

    /** Writes what it can; false when all has been said that will ever be. */
    final synchronized boolean flush() throws IOException {
        if (!writeWaiting()) {
            return true;
        }
        key.interestOpsAnd(~SelectionKey.OP_WRITE);
        return !closing;
    }

    /**
     * Says that nothing more comes, and leaves it to the peer to close: to close with words of his unread would reset the connection, and what we
     * said last might never reach him.
     */
    final void hangUp() throws IOException {
        channel.shutdownOutput();
        hungUp = true; // not before: who drops a connection that has not hung up tells of its end
    }

    final boolean hasHungUp() {
        return hungUp;
    }

    final long ageNanos(long nowNanos) {
        return nowNanos - sinceNanos;
    }
}
