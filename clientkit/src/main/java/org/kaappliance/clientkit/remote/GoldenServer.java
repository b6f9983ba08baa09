package org.kaappliance.clientkit.remote;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.kaappliance.clientkit.golden.GoldenSystem;
import org.kaappliance.relay.SessionKey;
import org.kaappliance.relay.seal.KeySchedule;

/**
 * The golden node's end: answers appliances that hold its key, and nobody else. A thread for each connection. {@value #MAX_PROVED} that have proved to
 * hold the key at most, and apart from these {@value #MAX_STRANGERS} that have not yet: whoever does not within {@link SealedLink#HANDSHAKE} is closed
 * out, however it spends the time, and when more come the one that has had the longest gives way. Strangers cannot keep an appliance out.
 */
public final class GoldenServer implements AutoCloseable {
    /** TCP. */
    public static final int PORT = 30768;

    private static final int MAX_PROVED = 16;
    private static final int MAX_STRANGERS = 64;
    private static final int ALIVE_SECONDS = 5;
    private static final String LATE = "it did not prove in time that it holds the key";

    private final ServerSocket server;
    private final KeySchedule keys;
    private final GoldenService service;
    private final Consumer<String> log;
    private final Set<Socket> proved = ConcurrentHashMap.newKeySet();
    private final Strangers strangers;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(GoldenServer::daemon);
    private final Thread acceptor = new Thread(this::accept, "golden-accept");

    private GoldenServer(
            ServerSocket server, SessionKey key, GoldenService service, Duration handshake, Consumer<String> log) {
        this.server = server;
        this.keys = new KeySchedule(key);
        this.service = service;
        this.log = log;
        this.strangers = new Strangers(MAX_STRANGERS, handshake, clock);
    }

    /**
     * Serves until it is closed.
     *
     * @param golden what is served
     * @param source its root
     * @param log hears who reads what, line by line, on several threads
     * @throws IOException when the address cannot be had
     */
    public static GoldenServer open(
            InetSocketAddress listen, SessionKey key, GoldenSystem golden, Path source, Consumer<String> log)
            throws IOException {
        return open(listen, key, golden, source, SealedLink.HANDSHAKE, log);
    }

    /** @param handshake what a connection has to prove itself in */
    static GoldenServer open(
            InetSocketAddress listen,
            SessionKey key,
            GoldenSystem golden,
            Path source,
            Duration handshake,
            Consumer<String> log)
            throws IOException {
        ServerSocket server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(listen);
        } catch (IOException e) {
            server.close();
            throw new IOException("cannot listen on " + SealedLink.who(listen) + ": " + e.getMessage(), e);
        }
        GoldenServer opened = new GoldenServer(server, key, new GoldenService(golden, source, log), handshake, log);
        opened.acceptor.start();
        return opened;
    }

    /** Where it is heard. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /** Waits until it is closed. */
    public void await() throws InterruptedException {
        acceptor.join();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                strangers.add(socket);
                daemon(() -> serve(socket)).start();
            } catch (IOException e) {
                if (!server.isClosed()) {
                    log.accept("cannot accept a connection: " + e.getMessage());
                }
            }
        }
    }

    private void serve(Socket socket) {
        String who = socket.getInetAddress().getHostAddress();
        try (socket) {
            SealedLink link = SealedLink.accept(socket, keys).orElse(null);
            if (link == null) {
                log.accept(who + " was turned away: it does not hold the key");
            } else if (!strangers.remove(socket)) {
                log.accept(who + " was turned away: " + LATE);
            } else if (!admit(socket)) {
                log.accept(who + " was turned away: " + MAX_PROVED + " appliances are served already");
            } else {
                serve(link, who);
            }
        } catch (IOException e) {
            boolean closedHere = !strangers.remove(socket) && !proved.contains(socket);
            log.accept(who + (closedHere ? " was turned away: " + LATE : ": " + e.getMessage()));
        } finally {
            strangers.remove(socket);
            proved.remove(socket);
        }
    }

    private synchronized boolean admit(Socket socket) {
        return proved.size() < MAX_PROVED && proved.add(socket);
    }

    private void serve(SealedLink link, String who) throws IOException {
        ScheduledFuture<?> alive =
                clock.scheduleWithFixedDelay(() -> alive(link), ALIVE_SECONDS, ALIVE_SECONDS, TimeUnit.SECONDS);
        try {
            service.serve(link, who);
        } finally {
            alive.cancel(false);
        }
    }

    /** A connection that takes nothing more holds up no other: its own thread finds out. */
    private static void alive(SealedLink link) {
        try {
            link.sayAlive();
        } catch (IOException e) {
            throw new IllegalStateException("no longer alive", e); // ends the repetition
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "golden");
        thread.setDaemon(true);
        return thread;
    }

    /** Ends what is under way, too. */
    @Override
    public void close() throws IOException {
        server.close();
        clock.shutdownNow();
        strangers.close();
        for (Socket socket : proved) {
            socket.close();
        }
    }
}
