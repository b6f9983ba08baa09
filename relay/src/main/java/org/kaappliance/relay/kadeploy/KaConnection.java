package org.kaappliance.relay.kadeploy;

import java.io.IOException;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import org.kaappliance.relay.link.PeerConnection;

/** One original client's control connection. {@link #send} from any thread. */
final class KaConnection extends PeerConnection {
    private static final int MAX_WAITING_PACKETS = 256;

    final long id;
    final Inet4Address remote;
    KaEvents session;
    LegacyLayout layout;

    private final ArrayDeque<ServerPacket> out = new ArrayDeque<>();

    KaConnection(long id, SocketChannel channel, SelectionKey key) {
        super(channel, key, 4096);
        this.id = id;
        this.remote = (Inet4Address) channel.socket().getInetAddress();
    }

    void send(ServerPacket packet) {
        synchronized (this) {
            if (!isClosing()) {
                out.add(packet);
            }
            if (out.size() > MAX_WAITING_PACKETS) {
                beginClose();
            }
        }
        wantWrite();
    }

    /**
     * Writes each packet with one write, as its reader needs it.
     *
     * @throws IOException also when the peer reads so little that a packet would be split
     */
    @Override
    protected boolean writeWaiting() throws IOException {
        while (!out.isEmpty()) {
            ByteBuffer packet = LegacyCodec.encode(layout, out.peek());
            int written = channel().write(packet);
            if (written == 0) {
                return false;
            }
            if (packet.hasRemaining()) {
                throw new IOException("the client does not read");
            }
            out.remove();
        }
        return true;
    }
}
