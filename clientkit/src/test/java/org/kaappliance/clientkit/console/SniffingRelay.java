package org.kaappliance.clientkit.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Somebody between a node and the appliance, who reads along and may change what the appliance says. */
final class SniffingRelay implements AutoCloseable {
    private final InetSocketAddress to;
    private final ServerSocket port = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
    private int flipOver = Integer.MAX_VALUE;

    SniffingRelay(InetSocketAddress to) throws IOException {
        this.to = to;
        threads.execute(this::accept);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(port.getInetAddress(), port.getLocalPort());
    }

    synchronized String seen() {
        return seen.toString(StandardCharsets.ISO_8859_1);
    }

    /** Changes the last bit of the next thing that the appliance says in more than so many bytes. */
    synchronized void flipNextRecordOver(int bytes) {
        flipOver = bytes;
    }

    private void accept() {
        try {
            while (true) {
                Socket node = port.accept();
                Socket appliance = new Socket(to.getAddress(), to.getPort());
                threads.execute(() -> copy(node, appliance, false));
                threads.execute(() -> copy(appliance, node, true));
            }
        } catch (IOException e) {
            return; // closed
        }
    }

    private void copy(Socket from, Socket other, boolean ofAppliance) {
        byte[] buffer = new byte[65536];
        try (from;
                other) {
            InputStream in = from.getInputStream();
            OutputStream out = other.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                pass(buffer, count, ofAppliance);
                out.write(buffer, 0, count);
            }
        } catch (IOException e) {
            return;
        }
    }

    private synchronized void pass(byte[] buffer, int count, boolean ofAppliance) {
        seen.write(buffer, 0, count);
        if (ofAppliance && count > flipOver) {
            buffer[count - 1] ^= 1;
            flipOver = Integer.MAX_VALUE;
        }
    }

    @Override
    public void close() throws IOException {
        port.close();
        threads.shutdownNow();
    }
}
