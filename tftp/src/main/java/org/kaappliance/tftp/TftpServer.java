package org.kaappliance.tftp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A read-only TFTP server on one interface (RFC 1350, options by RFC 2347, 2348, 2349, 7440). All transfers run on one event loop;
 * names are looked up on two threads of their own. Several interfaces are several servers, which may be given the same routes:
 * then they share the files that are open.
 */
public final class TftpServer implements AutoCloseable {
    private static final int MAX_REQUEST_BYTES = 2048;
    private static final int RESOLVER_THREADS = 2;
    private static final int MAX_LOOKUPS_WAITING = 4096;
    private static final DeviceSocket.Reads REQUESTS = new DeviceSocket.Reads(MAX_REQUEST_BYTES, 16);

    private final TftpServerSettings settings;
    private final IoEventLoopGroup group;
    private final EventLoop loop;
    private final ThreadPoolExecutor resolver;
    private final DeviceSocket sockets;
    private final Sessions sessions;
    private final List<Channel> open = new CopyOnWriteArrayList<>();
    private EpollDatagramChannel requests;

    private TftpServer(TftpServerSettings settings, List<ContentRoute> routes, SafeListener listener) {
        this.settings = settings;
        String name = "tftp-" + settings.device();
        ShortWait shortWait =
                new ShortWait(System::nanoTime, Runtime.getRuntime().availableProcessors());
        group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory(name, true), EpollIoHandler.newFactory(0, () -> shortWait));
        loop = group.next();
        resolver = new ThreadPoolExecutor(
                RESOLVER_THREADS,
                RESOLVER_THREADS,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_LOOKUPS_WAITING),
                new DefaultThreadFactory(name + "-resolve", true));
        sockets = new DeviceSocket(settings.device(), loop);
        ContentLookup lookup = new ContentLookup(routes, settings, new LinkMtu(settings.device()));
        sessions = new Sessions(settings, loop, resolver, lookup, listener, shortWait);
    }

    /**
     * Opens the request port and answers from now on.
     *
     * @param routes asked in this order; the first that claims a name serves it
     * @param listener hears of every request, on the event loop
     * @throws IOException one line that says what to do: port taken, no such interface, no permission
     */
    public static TftpServer start(TftpServerSettings settings, List<ContentRoute> routes, TftpListener listener)
            throws IOException {
        SafeListener safe = new SafeListener(listener);
        TftpServer server = new TftpServer(settings, routes, safe);
        try {
            server.open(safe);
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    /** The transfers' ports first: a request may come as soon as the request port is open. */
    private void open(SafeListener listener) throws IOException {
        InetSocketAddress local = new InetSocketAddress(settings.address(), settings.port());
        RequestPort requestPort = new RequestPort(sessions, listener);
        boolean single = settings.isSinglePort();
        List<TransferPort> ports = single
                ? List.of(new TransferPort(sessions))
                : new TransferPorts(sockets, sessions).open(settings.address(), settings.transferPorts());
        if (!single) {
            ports.forEach(port -> open.add(port.channel()));
        }
        sessions.use(requestPort, ports);
        ChannelHandler[] handlers =
                single ? new ChannelHandler[] {requestPort, ports.get(0)} : new ChannelHandler[] {requestPort};
        try {
            requests = sockets.open(local, REQUESTS, handlers).join();
            open.add(requests);
        } catch (CompletionException e) {
            throw sockets.explain(local, e.getCause());
        }
    }

    /** Where requests are taken. */
    public InetSocketAddress localAddress() {
        return requests.localAddress();
    }

    /** Ends all transfers and releases the ports; waits for that, a few seconds at most. */
    @Override
    public void close() {
        if (!loop.isShuttingDown()) {
            loop.submit(this::closeSockets).awaitUninterruptibly(2, TimeUnit.SECONDS);
            // not interrupted: that would close the files its threads are reading, under everybody who shares them
            resolver.shutdown();
            group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
        }
    }

    private void closeSockets() {
        sessions.closeAll();
        open.forEach(Channel::close);
    }
}
