package org.kaappliance.relay.kadeploy;

import java.io.IOException;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;

/** One original client's control connection. {@link #send}, {@link #closeAfterFlush} and {@link #handled} from any thread, the rest on the control thread. */
final class KaConnection {
    private static final int MAX_WAITING_PACKETS = 256;

    final ByteBuffer in = ByteBuffer.allocate(4096);
    final long openedNanos = System.nanoTime();
    final SocketChannel channel;
    final long id;
    final Inet4Address remote;
    KaEvents session;
    LegacyLayout layout;

    private final SelectionKey key;
    private final AtomicInteger pending = new AtomicInteger();
    private final ArrayDeque<ServerPacket> out = new ArrayDeque<>();
    private boolean closing;

    KaConnection(long id, SocketChannel channel, SelectionKey key) {
        this.id = id;
        this.channel = channel;
        this.key = key;
        this.remote = (Inet4Address) channel.socket().getInetAddress();
    }

    void send(ServerPacket packet) {
        synchronized (this) {
            if (!closing) {
                out.add(packet);
                closing = out.size() > MAX_WAITING_PACKETS;
            }
        }
        wantWrite();
    }

    void closeAfterFlush() {
        synchronized (this) {
            closing = true;
        }
        wantWrite();
    }

    void handled() {
        pending.decrementAndGet();
    }

    /** False when the peer sends faster than the session takes. */
    boolean countPacket() {
        return pending.incrementAndGet() <= MAX_WAITING_PACKETS;
    }

    private void wantWrite() {
        if (key.isValid()) {
            try {
                key.interestOpsOr(SelectionKey.OP_WRITE);
                key.selector().wakeup();
            } catch (CancelledKeyException e) {
                // closed meanwhile
            }
        }
    }

    /**
     * Writes each packet with one write, as its reader needs it; false when the connection is to be closed now.
     *
     * @throws IOException also when the peer reads so little that a packet would be split
     */
    synchronized boolean flush() throws IOException {
        while (!out.isEmpty()) {
            ByteBuffer packet = LegacyCodec.encode(layout, out.peek());
            int written = channel.write(packet);
            if (written == 0) {
                return true;
            }
            if (packet.hasRemaining()) {
                throw new IOException("the client does not read");
            }
            out.remove();
        }
        key.interestOpsAnd(~SelectionKey.OP_WRITE);
        return !closing;
    }
}
