package org.kaappliance.appliance.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The local endpoint of the commands: a Unix socket of mode 0600 that only root and the appliance's own user may speak to
 * (checked again by {@code SO_PEERCRED}). One JSON object asks, a line each answers; the last line says how it ended.
 */
public final class ControlServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final int MAX_CONNECTIONS = 64;
    private static final int MAX_REQUEST_CHARS = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ServerSocketChannel socket;
    private final Path path;
    private final ControlHandler handler;
    private final ExecutorService workers;
    private final Thread acceptor;

    private ControlServer(ServerSocketChannel socket, Path path, ControlHandler handler) {
        this.socket = socket;
        this.path = path;
        this.handler = handler;
        this.workers =
                new ThreadPoolExecutor(0, MAX_CONNECTIONS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "ka-control");
                    thread.setDaemon(true);
                    return thread;
                });
        this.acceptor = new Thread(this::acceptLoop, "ka-control-accept");
        acceptor.start();
    }

    /**
     * Binds the socket. A socket file that nobody listens on any more (after a crash) is replaced.
     *
     * @throws IOException one line that says what to do
     */
    public static ControlServer open(Path path, ControlHandler handler) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        if (Files.exists(path)) {
            if (Files.isRegularFile(path) || Files.isDirectory(path)) {
                throw new IOException(path + " is there and no socket: set another control.socket");
            }
            refuseWhenAlive(address);
            Files.delete(path);
        }
        if (path.getParent() != null) {
            Files.createDirectories(path.getParent());
        }
        ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            socket.bind(address);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            socket.close();
            throw new IOException(
                    "the control socket " + path + " cannot be made (" + e.getMessage()
                            + "): set control.socket to a place that can be written",
                    e);
        }
        return new ControlServer(socket, path, handler);
    }

    private static void refuseWhenAlive(UnixDomainSocketAddress address) throws IOException {
        try (SocketChannel probe = SocketChannel.open(address)) {
            throw new IOException("an appliance already answers on " + probe.getRemoteAddress()
                    + ": stop it, or set another control.socket for this one");
        } catch (java.net.ConnectException e) {
            LOG.debug("{} is left over from an appliance that is gone", address);
        }
    }

    /** Where it listens. */
    public Path path() {
        return path;
    }

    private void acceptLoop() {
        while (socket.isOpen()) {
            try {
                serve(socket.accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.warn("control socket: {}", e.getMessage());
            }
        }
    }

    private void serve(SocketChannel channel) throws IOException {
        try {
            workers.execute(() -> talk(channel));
        } catch (RejectedExecutionException e) {
            channel.close();
        }
    }

    private void talk(SocketChannel channel) {
        try (channel) {
            ControlReply reply = new ControlReply(JSON, Channels.newOutputStream(channel), channel);
            UnixDomainPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
            String user = peer.user().getName();
            if (!user.equals("root") && !user.equals(System.getProperty("user.name"))) {
                LOG.warn("control request by user {} refused", user);
                reply.end(1, "only root and the appliance's own user may give commands");
                return;
            }
            answer(readRequest(channel), reply);
        } catch (IOException e) {
            LOG.debug("control connection ended: {}", e.getMessage());
        }
    }

    private static JsonNode readRequest(SocketChannel channel) throws IOException {
        BufferedReader reader = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
        StringBuilder line = new StringBuilder();
        for (int c = reader.read(); c != -1 && c != '\n'; c = reader.read()) {
            if (line.length() == MAX_REQUEST_CHARS) {
                throw new IOException("a request of more than " + MAX_REQUEST_CHARS + " characters");
            }
            line.append((char) c);
        }
        return JSON.readTree(line.toString());
    }

    private void answer(JsonNode request, ControlReply reply) throws IOException {
        try {
            handler.handle(request, reply);
        } catch (ControlException e) {
            reply.end(e.exitCode(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("the command {} failed", request, e);
            reply.end(1, "the command failed inside the appliance; its log says more: " + e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        workers.shutdownNow();
        Files.deleteIfExists(path);
    }
}
