package org.kaappliance.clientkit.report;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
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
    private static final long ACCEPTOR_END_MILLIS = 2000;
    private static final Logger LOG = LoggerFactory.getLogger(ReportServer.class);

    private final ServerSocket socket;
    private final NodeReports handler;
    private final ReportTimes times;
    private final Set<ReportConnection> connections = ConcurrentHashMap.newKeySet();
    private final Map<MacAddress, ReportConnection> byMac = new ConcurrentHashMap<>();
    private final ScheduledExecutorService pinger =
            Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "report-ping"));

    private final Thread acceptor = daemon(this::accept, "report-accept");

    private ReportServer(ServerSocket socket, NodeReports handler, ReportTimes times) {
        this.socket = socket;
        this.handler = handler;
        this.times = times;
    }

    /**
     * Listens from now on.
     *
     * @param bind port 0 lets the kernel choose, see {@link #localAddress}
     * @throws IOException when the address cannot be bound
     */
    public static ReportServer open(InetSocketAddress bind, NodeReports handler) throws IOException {
        return open(bind, handler, ReportTimes.STANDARD);
    }

    static ReportServer open(InetSocketAddress bind, NodeReports handler, ReportTimes times) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(bind);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        ReportServer server = new ReportServer(socket, handler, times);
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
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing the report port: {}", e.toString());
        }
        connections.forEach(ReportConnection::leave);
        try {
            acceptor.join(ACCEPTOR_END_MILLIS); // the kernel holds the port until a running accept has returned
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes this the connection of that MAC; an older one ends without a word to the handler. */
    void take(MacAddress mac, ReportConnection connection) {
        ReportConnection older = byMac.put(mac, connection);
        if (older != null) {
            LOG.info("node {} has connected again", mac);
            older.leave();
        }
    }

    /** True when it still was the connection of that MAC. */
    boolean drop(MacAddress mac, ReportConnection connection) {
        return byMac.remove(mac, connection);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                begin(socket.accept());
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    LOG.warn("report port: {}", e.toString());
                }
            }
        }
    }

    private void begin(Socket peer) throws IOException {
        InetAddress from = peer.getInetAddress();
        if (connections.size() >= MAX_CONNECTIONS) {
            LOG.warn("report connection of {} refused: there are {}", from.getHostAddress(), MAX_CONNECTIONS);
            peer.close();
            return;
        }
        ReportConnection connection = new ReportConnection(this, handler, peer, times);
        connections.add(connection);
        daemon(() -> run(connection), "report-" + from.getHostAddress()).start();
    }

    private void run(ReportConnection connection) {
        try {
            connection.run();
        } finally {
            connections.remove(connection);
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
