package org.kaappliance.relay.kadeploy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.kaappliance.relay.ReceiveSpec;

/** Tells an original server to start with the clients that are there. It does not answer. */
public final class KaGoCall {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** A server of the other layout closes when it reads our hello. */
    private static final Duration HELLO_WAIT = Duration.ofSeconds(1);
    /** It closes behind us: a reset could cost it our last packet. */
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(1);

    private KaGoCall() {}

    /**
     * Says it, in 7 s at most for each layout.
     *
     * @param control where the server takes control connections
     * @return why it cannot be said; empty when it was
     * @throws IOException when our own address cannot be bound
     */
    public static Optional<String> go(ReceiveSpec spec, InetSocketAddress control) throws IOException {
        for (LegacyLayout layout : LegacyLayout.values()) {
            try (Socket socket = new Socket()) {
                socket.bind(new InetSocketAddress(spec.local(), 0));
                if (isSaid(socket, control, layout)) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of("the server does not start it: it closes the connection");
    }

    /** False when the server closed the connection instead. */
    private static boolean isSaid(Socket socket, InetSocketAddress control, LegacyLayout layout) {
        try {
            socket.connect(control, (int) CONNECT.toMillis());
            socket.setTcpNoDelay(true);
            say(socket, layout, new ClientPacket.Hello(LegacyLayout.VERSION));
            if (isClosed(socket, HELLO_WAIT)) {
                return false;
            }
            say(socket, layout, new ClientPacket.SendsOptions(false));
            say(socket, layout, new ClientPacket.GoNow());
            socket.shutdownOutput();
            isClosed(socket, CLOSE_WAIT);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void say(Socket socket, LegacyLayout layout, ClientPacket packet) throws IOException {
        socket.getOutputStream().write(LegacyCodec.encode(layout, packet).array());
    }

    private static boolean isClosed(Socket socket, Duration limit) {
        try {
            socket.setSoTimeout((int) limit.toMillis());
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
