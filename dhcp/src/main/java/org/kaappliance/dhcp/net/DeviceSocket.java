package org.kaappliance.dhcp.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.RawUnixChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.kaappliance.dhcp.engine.Destination;

/** A UDP socket on 0.0.0.0 (a unicast address would miss broadcasts) that hears and speaks on one interface only. */
public final class DeviceSocket {
    private static final int SOL_SOCKET = 1;
    private static final int SO_BINDTODEVICE = 25;
    private static final int IFNAMSIZ = 16;
    private static final RawUnixChannelOption BIND_TO_DEVICE =
            new RawUnixChannelOption("SO_BINDTODEVICE", SOL_SOCKET, SO_BINDTODEVICE, IFNAMSIZ);
    private static final int EADDRINUSE = -98;
    private static final int EACCES = -13;
    private static final int LARGEST_DATAGRAM = 2048;

    private DeviceSocket() {}

    /** @throws IOException with one line that says what to do */
    public static Channel open(EventLoopGroup loop, String device, int port, ChannelHandler handler)
            throws IOException {
        ChannelFuture registered = new Bootstrap()
                .group(loop)
                .channelFactory(() -> new EpollDatagramChannel(SocketProtocolFamily.INET))
                .option(ChannelOption.SO_BROADCAST, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LARGEST_DATAGRAM))
                .handler(handler)
                .register()
                .awaitUninterruptibly();
        Channel channel = registered.channel();
        if (!registered.isSuccess()) {
            throw new IOException(describe(registered.cause(), device, port), registered.cause());
        }
        try {
            // not by Bootstrap.option(): that only logs a failure, and the socket would serve every interface
            channel.config().setOption(BIND_TO_DEVICE, deviceName(device));
        } catch (ChannelException e) {
            channel.close();
            throw new IOException(describe(e, device, port), e);
        }
        ChannelFuture bound =
                channel.bind(new InetSocketAddress("0.0.0.0", port)).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            channel.close();
            throw new IOException(describe(bound.cause(), device, port), bound.cause());
        }
        return channel;
    }

    private static ByteBuffer deviceName(String device) {
        byte[] name = device.getBytes(StandardCharsets.US_ASCII);
        if (name.length >= IFNAMSIZ) {
            throw new ChannelException("an interface name has at most 15 characters");
        }
        return ByteBuffer.allocate(IFNAMSIZ).put(name).rewind();
    }

    private static String describe(Throwable cause, String device, int port) {
        String where = "UDP port " + port + " on " + device;
        int error = cause instanceof Errors.NativeIoException e ? e.expectedErr() : 0;
        if (error == EADDRINUSE || cause instanceof java.net.BindException) {
            return port == Destination.SERVER_PORT
                    ? where + " is taken: stop the other DHCP server (ss -lunp sport = :67) or set dhcp.mode = off"
                    : where + " is taken: stop the program that has it (ss -lunp sport = :" + port + ")";
        }
        if (error == EACCES) {
            return where + " may not be opened: run as root, or with CAP_NET_BIND_SERVICE";
        }
        return where + " cannot be opened: " + cause.getMessage();
    }
}
