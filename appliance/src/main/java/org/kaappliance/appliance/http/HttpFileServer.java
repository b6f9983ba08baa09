package org.kaappliance.appliance.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.kaappliance.config.RepeatedWarning;
import org.kaappliance.tftp.ContentRoute;

/**
 * Serves the tree of boot files over HTTP/1.1 to UEFI HTTP boot, iPXE, GRUB and lpxelinux: GET and HEAD, ranges, entity tags.
 * Files leave by {@code sendfile(2)}. At most {@value #MOST_CONNECTIONS} connections; one more is closed at once.
 */
public final class HttpFileServer implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 4096;
    /** A rack behind one address has room, and one host does not take all places. */
    private static final int MOST_OF_ONE_ADDRESS = 1024;

    private static final int IDLE_SECONDS = 60;
    private static final int RESOLVERS = 2;
    private static final int MOST_RESOLVING = 4096;

    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(0, new DefaultThreadFactory("ka-http", true), EpollIoHandler.newFactory());
    private final ExecutorService resolvers = new ThreadPoolExecutor(
            RESOLVERS,
            RESOLVERS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_RESOLVING),
            new DefaultThreadFactory("ka-http-files", true));
    private final RepeatedWarning warnings = new RepeatedWarning();
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
    private final List<Channel> listening = new ArrayList<>();

    private HttpFileServer() {}

    /**
     * Opens the port on each address and answers.
     *
     * @param routes asked in order, on threads of the server's own
     * @throws IOException one line that says what to do when the port is taken
     */
    public static HttpFileServer start(
            HttpServerSettings settings, List<ContentRoute> routes, HttpFileListener listener) throws IOException {
        HttpFileServer server = new HttpFileServer();
        try {
            for (Inet4Address address : settings.addresses()) {
                server.listen(new InetSocketAddress(address, settings.port()), List.copyOf(routes), listener);
            }
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void listen(InetSocketAddress address, List<ContentRoute> routes, HttpFileListener listener)
            throws IOException {
        ChannelFuture bound = new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel, routes, listener);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "TCP port " + address.getPort() + " on "
                            + address.getAddress().getHostAddress()
                            + " cannot be opened for HTTP (" + bound.cause().getMessage()
                            + "): stop the program that has it (ss -ltnp sport = :" + address.getPort()
                            + "), or set http.port",
                    bound.cause());
        }
        listening.add(bound.channel());
    }

    private void accept(SocketChannel channel, List<ContentRoute> routes, HttpFileListener listener) {
        InetAddress client = channel.remoteAddress().getAddress();
        boolean fits = connections.incrementAndGet() <= MOST_CONNECTIONS
                & byAddress.merge(client, 1, Integer::sum) <= MOST_OF_ONE_ADDRESS;
        channel.closeFuture().addListener(closed -> {
            connections.decrementAndGet();
            byAddress.computeIfPresent(client, (address, count) -> count > 1 ? count - 1 : null);
        });
        if (!fits) {
            channel.close();
            return;
        }
        channel.pipeline()
                .addLast(new IdleStateHandler(true, 0, 0, IDLE_SECONDS, TimeUnit.SECONDS))
                .addLast(new HttpServerCodec())
                .addLast(new ChunkedWriteHandler())
                .addLast(new FileRequestHandler(routes, resolvers, listener, warnings));
    }

    /** Where it listens, in the order of the addresses. */
    public List<InetSocketAddress> addresses() {
        return listening.stream()
                .map(channel -> (InetSocketAddress) channel.localAddress())
                .toList();
    }

    /** Ends all connections and releases the port; returns when that is done. */
    @Override
    public void close() {
        listening.forEach(channel -> channel.close().awaitUninterruptibly());
        resolvers.shutdown();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
