package org.kaappliance.dhcp.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A UDP socket that hears and speaks on one interface only, with many datagrams a system call and room for a crowd. */
final class DeviceSocket {
    private static final int SOL_SOCKET = 1;
    private static final int SO_BINDTODEVICE = 25;
    private static final int IFNAMSIZ = 16;
    private static final RawUnixChannelOption BIND_TO_DEVICE =
            new RawUnixChannelOption("SO_BINDTODEVICE", SOL_SOCKET, SO_BINDTODEVICE, IFNAMSIZ);
    /** Past net.core.rmem_max, for root. */
    private static final IntegerUnixChannelOption RECEIVE_BUFFER =
            new IntegerUnixChannelOption("SO_RCVBUFFORCE", SOL_SOCKET, 33);

    private static final IntegerUnixChannelOption SEND_BUFFER =
            new IntegerUnixChannelOption("SO_SNDBUFFORCE", SOL_SOCKET, 32);
    /** The kernel counts a DISCOVER as about 770 octets: room for 5000. */
    private static final int BUFFER_BYTES = 4 << 20;

    private static final int LARGEST_DATAGRAM = 2048;
    private static final int DATAGRAMS_PER_CALL = 32;
    private static final int EADDRINUSE = -98;
    private static final int EADDRNOTAVAIL = -99;
    private static final int EACCES = -13;
    private static final int ENODEV = -19;

    private DeviceSocket() {}

    /**
     * Opens a socket, on the one event loop of the group or outside of it; waits until it is open.
     *
     * @throws IOException with one line that says what to do
     */
    static Channel open(EventLoopGroup loop, SocketPlace place, ChannelHandler handler) throws IOException {
        ChannelFuture registered = new Bootstrap()
                .group(loop)
                .channelFactory(() -> new EpollDatagramChannel(SocketProtocolFamily.INET))
                .option(ChannelOption.SO_BROADCAST, true)
                .option(ChannelOption.SO_REUSEADDR, place.sharing() == SocketPlace.Sharing.SHARED)
                .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, LARGEST_DATAGRAM)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(LARGEST_DATAGRAM * DATAGRAMS_PER_CALL))
                .handler(handler)
                .register()
                .awaitUninterruptibly();
        Channel channel = registered.channel();
        try {
            if (!registered.isSuccess()) {
                throw new IOException(describe(registered.cause(), place), registered.cause());
            }
            setUp(channel, place.device());
            ChannelFuture bound = channel.bind(place.local()).awaitUninterruptibly();
            if (!bound.isSuccess()) {
                throw new IOException(describe(bound.cause(), place), bound.cause());
            }
            return channel;
        } catch (ChannelException e) {
            channel.close();
            throw new IOException(describe(e, place), e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Not by Bootstrap.option(): that only logs a failure, and the socket would serve every interface. */
    private static void setUp(Channel channel, String device) {
        channel.config().setOption(BIND_TO_DEVICE, deviceName(device));
        force(channel, RECEIVE_BUFFER, ChannelOption.SO_RCVBUF);
        force(channel, SEND_BUFFER, ChannelOption.SO_SNDBUF);
    }

    private static void force(Channel channel, ChannelOption<Integer> forced, ChannelOption<Integer> asked) {
        try {
            channel.config().setOption(forced, BUFFER_BYTES);
        } catch (ChannelException e) { // no CAP_NET_ADMIN: what the system allows
            channel.config().setOption(asked, BUFFER_BYTES);
        }
    }

    private static ByteBuffer deviceName(String device) {
        byte[] name = device.getBytes(StandardCharsets.US_ASCII);
        if (name.length >= IFNAMSIZ) {
            throw new ChannelException("an interface name has at most 15 characters");
        }
        return ByteBuffer.allocate(IFNAMSIZ).put(name).rewind();
    }

    private static String describe(Throwable cause, SocketPlace place) {
        int error = errorOf(cause);
        if (error == EADDRINUSE || cause instanceof java.net.BindException && error == 0) {
            return place.taken();
        }
        if (error == EACCES) {
            return place + " may not be opened: run as root, or with CAP_NET_BIND_SERVICE";
        }
        if (error == ENODEV) {
            return place + " cannot be opened: there is no interface " + place.device() + " (ip link lists them)";
        }
        if (error == EADDRNOTAVAIL) {
            return place + " cannot be opened: " + place.device() + " has not got the address "
                    + place.address().getHostAddress() + " (ip -4 address lists them)";
        }
        return place + " cannot be opened: " + cause.getMessage();
    }

    private static int errorOf(Throwable cause) {
        for (Throwable one = cause; one != null; one = one.getCause()) {
            if (one instanceof Errors.NativeIoException e) {
                return e.expectedErr();
            }
        }
        return 0;
    }
}
