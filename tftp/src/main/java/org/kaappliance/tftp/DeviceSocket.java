package org.kaappliance.tftp;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
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

    private final String device;
    private final EventLoop loop;

    DeviceSocket(String device, EventLoop loop) {
        this.device = device;
        this.loop = loop;
    }

    /**
     * Opens, binds and starts to read. From the event loop the result is there at once.
     *
     * @param maxDatagramBytes longer datagrams are cut by the kernel
     * @param readsPerWakeup datagrams taken before other sockets get their turn
     */
    CompletableFuture<EpollDatagramChannel> open(
            InetSocketAddress local, int maxDatagramBytes, ReadsPerWakeup readsPerWakeup, ChannelHandler handler) {
        CompletableFuture<EpollDatagramChannel> opened = new CompletableFuture<>();
        EpollDatagramChannel channel;
        try {
            channel = new EpollDatagramChannel(SocketProtocolFamily.INET);
            channel.config().setOption(SO_BINDTODEVICE, deviceName());
        } catch (ChannelException e) {
            opened.completeExceptionally(e);
            return opened;
        }
        channel.config().setOption(ChannelOption.RECVBUF_ALLOCATOR, allocator(maxDatagramBytes, readsPerWakeup));
        channel.pipeline().addLast(handler);
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

    record ReadsPerWakeup(int datagrams) {}

    private static FixedRecvByteBufAllocator allocator(int maxDatagramBytes, ReadsPerWakeup readsPerWakeup) {
        FixedRecvByteBufAllocator allocator = new FixedRecvByteBufAllocator(maxDatagramBytes);
        allocator.maxMessagesPerRead(readsPerWakeup.datagrams());
        return allocator;
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
