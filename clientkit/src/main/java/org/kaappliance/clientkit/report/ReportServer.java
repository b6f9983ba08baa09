package org.kaappliance.clientkit.report;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.kaappliance.config.MacAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The appliance's end of the report channel ({@code docs/report-wire.md}): a thread for each connection, one connection for each MAC.
 * Methods may be called on any thread.
 */
public final class ReportServer implements AutoCloseable {
    /** The port that nodes report to, TCP. */
    public static final int PORT = 30767;

    private static final int MAX_CONNECTIONS = 1024;
    private static final Duration ACCEPT_PAUSE = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(ReportServer.class);

    private final ServerSocket socket;
    private final NodeReports handler;
    private final ReportTimes times;
    private final OtherWire other;
    private final ReportSeats seats;
    private final ReportAcceptor acceptor;
    private final Set<ReportConnection> connections = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService pinger =
            Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "report-ping"));

    /** Takes the connections that are not of the report channel. */
    @FunctionalInterface
    public interface OtherWire {
        /** None is. */
        OtherWire NONE = (socket, firstByte) -> socket.close();

        /** What each of their first bytes is; no line begins with it. */
        int FIRST_BYTE = 0x89;

        /** Talks to the other end until the connection is over; on the thread of the connection, which it closes. */
        void take(Socket socket, int firstByte) throws IOException;
    }

    private ReportServer(ServerSocket socket, NodeReports handler, ReportTimes times, OtherWire other) {
        this.other = other;
        this.socket = socket;
        this.handler = handler;
        this.times = times;
        this.seats = new ReportSeats(handler);
        this.acceptor = new ReportAcceptor(socket, ACCEPT_PAUSE, this::begin);
    }

    /**
     * Listens from now on.
     *
     * @param bind port 0 lets the kernel choose, see {@link #localAddress}
     * @param other what else is spoken on this port
     * @throws IOException when the address cannot be bound
     */
    public static ReportServer open(InetSocketAddress bind, NodeReports handler, OtherWire other) throws IOException {
        return open(bind, handler, ReportTimes.STANDARD, other);
    }

    static ReportServer open(InetSocketAddress bind, NodeReports handler, ReportTimes times) throws IOException {
        return open(bind, handler, times, OtherWire.NONE);
    }

    private static ReportServer open(InetSocketAddress bind, NodeReports handler, ReportTimes times, OtherWire other)
            throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(bind);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        ReportServer server = new ReportServer(socket, handler, times, other);
        server.acceptor.start();
        long pingMillis = times.ping().toMillis();
        server.pinger.scheduleWithFixedDelay(server::tick, pingMillis, pingMillis, TimeUnit.MILLISECONDS);
        return server;
    }

    public InetSocketAddress localAddress() {
        return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
    }

    /** Ends all connections, whose nodes are not reported as lost, and releases the port. */
    @Override
    public void close() {
        pinger.shutdownNow();
        acceptor.close();
        connections.forEach(ReportConnection::leave);
    }

    /**
     * Ends the connection of a node whose job is over, without counting it as lost. The node connects again, and stops working once
     * {@link NodeReports#hello} refuses it. Does nothing when there is no connection.
     */
    public void dismiss(MacAddress mac) {
        seats.dismiss(mac);
    }

    private void begin(Socket peer) throws IOException {
        InetAddress from = peer.getInetAddress();
        if (connections.size() >= MAX_CONNECTIONS) {
            LOG.warn("report connection of {} refused: there are {}", from.getHostAddress(), MAX_CONNECTIONS);
            peer.close();
            return;
        }
        ReportConnection connection = new ReportConnection(seats, handler, peer, times);
        Thread thread = daemon(() -> run(connection), "report-" + from.getHostAddress());
        connections.add(connection);
        try {
            thread.start();
        } catch (Error e) { // no memory for a thread
            connections.remove(connection);
            throw e;
        }
    }

    private void run(ReportConnection connection) {
        int first = -1;
        try {
            first = connection.firstByte();
            if (first != OtherWire.FIRST_BYTE) {
                connection.run();
            }
        } finally {
            connections.remove(connection);
        }
        if (first == OtherWire.FIRST_BYTE) {
            handOver(connection.socket(), first);
        }
    }

    private void handOver(Socket socket, int first) {
        try {
            other.take(socket, first);
        } catch (IOException e) {
            LOG.debug("connection of {} ended: {}", socket.getInetAddress().getHostAddress(), e.getMessage());
        }
    }

    private void tick() {
        connections.forEach(ReportConnection::tick);
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
