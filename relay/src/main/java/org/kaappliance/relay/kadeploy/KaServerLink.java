package org.kaappliance.relay.kadeploy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;

/** Our control connection to an original server; a thread reads it. */
final class KaServerLink implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final Socket socket = new Socket();
    private final LegacyLayout layout;
    private final Consumer<ServerPacket> packets;
    private final Consumer<String> lost;
    private final Thread thread = new Thread(this::read, "ka-relay-node-control-0.6");

    /**
     * @param packets what the server says, on the reading thread
     * @param lost once, when the connection has ended, on the reading thread
     * @throws IOException when there is no connection
     */
    KaServerLink(
            Inet4Address local,
            InetSocketAddress server,
            LegacyLayout layout,
            Consumer<ServerPacket> packets,
            Consumer<String> lost)
            throws IOException {
        this.layout = layout;
        this.packets = packets;
        this.lost = lost;
        try {
            socket.bind(new InetSocketAddress(local, 0));
            socket.connect(server, (int) CONNECT.toMillis());
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
        } catch (IOException e) {
            close();
            throw e;
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** One packet, one write. A connection that fails is reported by its reader. */
    void send(ClientPacket packet) {
        try {
            ByteBuffer bytes = LegacyCodec.encode(layout, packet);
            socket.getOutputStream().write(bytes.array());
        } catch (IOException e) {
            close();
        }
    }

    private void read() {
        try {
            InputStream in = socket.getInputStream();
            while (true) {
                byte[] packet = in.readNBytes(layout.serverBytes());
                if (packet.length < layout.serverBytes()) {
                    throw new EOFException("connection closed");
                }
                packets.accept(LegacyCodec.decodeServer(layout, ByteBuffer.wrap(packet)));
            }
        } catch (IOException | RuntimeException e) {
            lost.accept(String.valueOf(e.getMessage()));
        }
    }

    /** Closes our end, and reads on for a moment until the server closes its own: a reset could cost it our last packet. */
    void finish() throws InterruptedException {
        try {
            socket.shutdownOutput();
            thread.join(300);
        } catch (IOException e) {
            // closed already
        }
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // a socket that fails to close is closed
        }
    }
}
