package org.kaappliance.relay.link;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Optional;
import org.kaappliance.relay.seal.SealedMessages;
import org.kaappliance.relay.seal.Seals;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.MessageCodec;

/** One node's control connection at the server. {@link #send} from any thread. */
public final class ControlConnection extends PeerConnection {
    /** A peer that lets more than this wait does not read. */
    private static final int MAX_OUT_BYTES = 256 << 10;

    ControlEvents session;
    boolean hasPreface;
    final ControlGreeting greeting = new ControlGreeting(this);

    private final long id;
    private final InetSocketAddress remote;
    private final ArrayDeque<ByteBuffer> out = new ArrayDeque<>();
    private Optional<Seals> seals = Optional.empty();
    private int outBytes;

    ControlConnection(long id, SocketChannel channel, SelectionKey key) throws IOException {
        super(channel, key, 2 * MessageCodec.MAX_BYTES);
        this.id = id;
        this.remote = (InetSocketAddress) channel.getRemoteAddress();
    }

    public long id() {
        return id;
    }

    public InetSocketAddress remote() {
        return remote;
    }

    /** What follows, in both directions, is sealed. */
    synchronized void seal(Seals agreed) {
        seals = Optional.of(agreed);
    }

    /** As {@link MessageCodec#frameBytes}, of the next message or sealed record. */
    int frameBytes() {
        return seals.isPresent() ? SealedMessages.frameBytes(in()) : MessageCodec.frameBytes(in());
    }

    /** Reads one whole frame; what cannot be read, or does not open, comes as {@link Message.Malformed}. */
    Message decode(ByteBuffer frame) {
        return seals.isPresent() ? SealedMessages.decode(frame, seals.get().in()) : MessageCodec.decode(frame);
    }

    public void send(Message message) {
        synchronized (this) { // records are sent in the order in which they were sealed
            send(seals.isPresent() ? SealedMessages.encode(message, seals.get().out()) : MessageCodec.encode(message));
        }
    }

    void send(ByteBuffer bytes) {
        synchronized (this) {
            if (isClosing()) {
                return;
            }
            outBytes += bytes.remaining();
            if (outBytes > MAX_OUT_BYTES) {
                out.clear();
                beginClose();
            } else {
                out.add(bytes);
            }
        }
        wantWrite();
    }

    @Override
    protected boolean writeWaiting() throws IOException {
        while (!out.isEmpty()) {
            ByteBuffer head = out.peek();
            int written = channel().write(head);
            outBytes -= written;
            if (head.hasRemaining()) {
                return false;
            }
            out.remove();
        }
        return true;
    }
}
