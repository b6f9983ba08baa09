package org.kaappliance.relay.link;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.kaappliance.config.RepeatedWarning;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.Preface;

/** Takes data connections, reads what they want, and hands them to the session that they name. One thread, and one a connection. */
public final class DataListener implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DataListener.class.getName());
    /** A child of ours sends its preface with the connection; one of the other wire waits for bytes. */
    private static final Duration PEEK = Duration.ofMillis(300);

    private static final int MAX_CONNECTIONS = 512;
    /** All nodes of a session may come at one time. The kernel takes the less of this and its own limit. */
    private static final int BACKLOG = 4096;

    private final ServerSocketChannel server;
    private final Function<String, Optional<Children>> sessions;
    private final OtherWire other;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    /** Who has not yet said what it wants, the oldest first. */
    private final Queue<SocketChannel> mute = new ConcurrentLinkedQueue<>();

    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final RepeatedWarning warnings = new RepeatedWarning();

    private DataListener(ServerSocketChannel server, Function<String, Optional<Children>> sessions, OtherWire other) {
        this.other = other;
        this.server = server;
        this.sessions = sessions;
    }

    /** @param sessions the children of the session of that name, if there is one here; called on connection threads */
    public static DataListener open(InetSocketAddress bind, Function<String, Optional<Children>> sessions)
            throws IOException {
        return open(bind, sessions, OtherWire.none());
    }

    /** @param other takes the connections that it expects and that say nothing first */
    public static DataListener open(
            InetSocketAddress bind, Function<String, Optional<Children>> sessions, OtherWire other) throws IOException {
        DataListener listener = new DataListener(bound(bind), sessions, other);
        Thread thread = new Thread(listener::acceptAll, "ka-relay-data-accept");
        thread.setDaemon(true);
        thread.start();
        return listener;
    }

    static ServerSocketChannel bound(InetSocketAddress bind) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        try {
            return server.bind(bind, BACKLOG);
        } catch (IOException e) {
            server.close();
            throw new IOException(
                    "TCP port " + bind.getPort() + " of " + bind.getHostString() + ": " + e.getMessage(), e);
        }
    }

    public int port() {
        return server.socket().getLocalPort();
    }

    private void acceptAll() {
        AcceptPauses pauses = new AcceptPauses();
        while (server.isOpen()) {
            try {
                accepted(server.accept());
            } catch (IOException | RuntimeException | Error e) {
                if (server.isOpen()) {
                    cannotAccept(pauses.failed(System.nanoTime()), e);
                }
            }
        }
    }

    /** Out of descriptors, or of threads: says so, and does not spin. */
    private void cannotAccept(OptionalInt failures, Throwable e) {
        failures.ifPresent(count -> LOG.log(
                System.Logger.Level.WARNING,
                "data port " + port() + " cannot take connections (" + count + " failures): " + Wire.reason(e)));
        LockSupport.parkNanos(AcceptPauses.PAUSE.toNanos());
    }

    private void accepted(SocketChannel channel) {
        if (open.size() >= MAX_CONNECTIONS && !makeRoom()) {
            Wire.closeQuietly(channel);
            return;
        }
        open.add(channel);
        mute.add(channel);
        Thread thread = new Thread(() -> serve(channel), "ka-relay-data");
        thread.setDaemon(true);
        threads.add(thread);
        try {
            thread.start();
        } catch (OutOfMemoryError e) { // the kernel gives no more threads
            open.remove(channel);
            threads.remove(thread);
            Wire.closeQuietly(channel);
            throw e;
        }
    }

    /** A stranger who fills all places with silence must not keep the children out. @return false when nobody is mute */
    private boolean makeRoom() {
        SocketChannel oldest = mute.poll();
        if (oldest != null) {
            open.remove(oldest);
            Wire.closeQuietly(oldest);
        }
        return oldest != null;
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (other.expects((Inet4Address) channel.socket().getInetAddress()) && !Wire.speaks(channel, PEEK)) {
                mute.remove(channel);
                other.serve(channel);
                return;
            }
            long deadline = Wire.deadline(Handshake.LIMIT);
            if (!Preface.DATA.opens(Wire.read(channel, Preface.BYTES, deadline))) {
                return;
            }
            PeerLink link = Handshake.accept(channel, Preface.DATA, this::trustOf, deadline);
            if (link.readMessage(deadline) instanceof Message.Attach attach) {
                mute.remove(channel);
                Optional<Children> children = sessions.apply(attach.session());
                if (children.isPresent()) {
                    children.get().serve(link, attach);
                }
            }
        } catch (DistrustException e) {
            warnings.pass("data port " + port() + ": " + e.getMessage(), Instant.now())
                    .ifPresent(text -> LOG.log(System.Logger.Level.WARNING, text));
        } catch (IOException e) {
            // the child is gone, or was replaced: it says so itself on its control connection
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(channel);
            mute.remove(channel);
            threads.remove(Thread.currentThread());
        }
    }

    private Optional<LinkTrust> trustOf(String session) {
        return sessions.apply(session).map(Children::trust);
    }

    /** Closes the port and all connections, and waits up to a second for their threads. */
    @Override
    public void close() {
        Wire.closeQuietly(server);
        open.forEach(Wire::closeQuietly);
        awaitThreads();
    }

    /** True when no connection thread is left. */
    public boolean awaitThreads() {
        try {
            for (Thread thread : threads) {
                thread.join(1000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return threads.isEmpty();
    }
}
