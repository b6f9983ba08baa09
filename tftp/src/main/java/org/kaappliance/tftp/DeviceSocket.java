package org.kaappliance.tftp;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** Opens UDP sockets that live on one interface only (SO_BINDTODEVICE, socket(7)). */
final class DeviceSocket {
    private static final int IFNAMSIZ = 16;
    private static final RawUnixChannelOption SO_BINDTODEVICE =
            new RawUnixChannelOption("SO_BINDTODEVICE", 1, 25, IFNAMSIZ);
    private static final IntegerUnixChannelOption SO_RCVBUFFORCE =
            new IntegerUnixChannelOption("SO_RCVBUFFORCE", 1, 33);
    /** What a thousand machines send at once when the power comes back; each packet costs the kernel 768 bytes. */
    private static final int RECEIVE_BUFFER_BYTES = 4 << 20;

    private static final WriteBufferWaterMark WAITING_IN_USER_SPACE = new WriteBufferWaterMark(16 << 10, 64 << 10);

    private final String device;
    private final EventLoop loop;

    DeviceSocket(String device, EventLoop loop) {
        this.device = device;
        this.loop = loop;
    }

    /**
     * Opens, binds and starts to read. From the event loop the result is there at once.
     *
     * @param reads how datagrams are taken in
     * @param handlers in the order in which they see a datagram
     */
    CompletableFuture<EpollDatagramChannel> open(InetSocketAddress local, Reads reads, ChannelHandler... handlers) {
        CompletableFuture<EpollDatagramChannel> opened = new CompletableFuture<>();
        EpollDatagramChannel channel;
        try {
            channel = new EpollDatagramChannel(SocketProtocolFamily.INET);
            channel.config().setOption(SO_BINDTODEVICE, deviceName());
        } catch (ChannelException e) {
            opened.completeExceptionally(e);
            return opened;
        }
        configure(channel, reads);
        channel.pipeline().addLast(handlers);
        loop.register(channel);
        channel.bind(local).addListener(bound -> {
            if (bound.isSuccess()) {
                opened.complete(channel);
            } else {
                channel.close();
                opened.completeExceptionally(bound.cause());
            }
        });
        return opened;
    }

    /**
     * Datagrams are taken in batches (recvmmsg), so that a storm of acknowledgements costs few system calls.
     *
     * @param maxDatagramBytes longer ones are cut by the kernel
     * @param mostDatagrams taken at once, before other sockets get their turn
     */
    record Reads(int maxDatagramBytes, int mostDatagrams) {}

    private static void configure(EpollDatagramChannel channel, Reads reads) {
        channel.config()
                .setOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new DatagramBatches(reads.maxDatagramBytes(), reads.mostDatagrams()));
        channel.config().setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, reads.maxDatagramBytes());
        channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WAITING_IN_USER_SPACE);
        try {
            channel.config().setOption(SO_RCVBUFFORCE, RECEIVE_BUFFER_BYTES);
        } catch (ChannelException e) { // without CAP_NET_ADMIN: as much as net.core.rmem_max allows
            channel.config().setOption(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
        }
    }

    private ByteBuffer deviceName() {
        byte[] name = device.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocateDirect(IFNAMSIZ).put(name).position(0);
    }

    /** One line for the administrator. */
    IOException explain(InetSocketAddress local, Throwable cause) {
        String why = String.valueOf(cause.getMessage());
        String where = local.getAddress().getHostAddress() + " on " + device;
        if (why.contains("No such device")) {
            return new IOException("there is no interface " + device + "; `ip link` lists them", cause);
        }
        if (why.contains("in use")) {
            return new IOException(
                    "UDP port " + local.getPort() + " of " + where
                            + " is taken: stop the other TFTP server (`ss -ulnp sport = :" + local.getPort()
                            + "` shows which)",
                    cause);
        }
        if (why.contains("Permission denied") || why.contains("not permitted")) {
            return new IOException(
                    "may not open UDP port " + local.getPort() + ": run as root, or with CAP_NET_BIND_SERVICE", cause);
        }
        if (why.contains("Cannot assign")) {
            return new IOException(
                    "interface " + device + " does not have the address "
                            + local.getAddress().getHostAddress() + "; `ip -4 addr show " + device + "` lists them",
                    cause);
        }
        return new IOException("cannot open UDP port " + local.getPort() + " of " + where + ": " + why, cause);
    }
}
