package org.kaappliance.tftp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port that many transfers share: one's packets are told from another's by the client's address and port (RFC 1350
 * section 4). Gives the transfers their turns to send as fast as the kernel takes packets, and no faster: what waits,
 * waits as a transfer in the queue and not as packets in memory. Event loop only.
 */
final class TransferPort extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(TransferPort.class);
    private static final int FEW_TRANSFERS = 4;
    private static final int WHOLE_WINDOW_BLOCKS = 64;
    private static final int SHARED_TURN_BLOCKS = 8;

    private final Sessions sessions;
    private final LineQueue<Session> queue = new LineQueue<>();
    private Channel channel;
    private boolean pumping;

    TransferPort(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    Channel channel() {
        return channel;
    }

    /** This transfer has something to send. {@link #pump} must follow. */
    void enqueue(Session session, LineQueue.Lane lane) {
        queue.add(lane, session);
    }

    /** A transfer that must not send before a moment. */
    void enqueueAfter(long nanos, Session session, LineQueue.Lane lane) {
        channel.eventLoop()
                .schedule(
                        () -> {
                            queue.add(lane, session);
                            pump();
                        },
                        nanos,
                        TimeUnit.NANOSECONDS);
    }

    /** Lets transfers send until nobody has anything to send, or the kernel takes no more: then it calls again. */
    void pump() {
        if (pumping) {
            return; // flushing has told us that the kernel has room again
        }
        pumping = true;
        try {
            while (channel.isWritable() && fill()) {
                channel.flush();
            }
        } finally {
            pumping = false;
        }
    }

    private boolean fill() {
        boolean any = false;
        for (Session next; channel.isWritable() && (next = queue.poll()) != null; any = true) {
            next.onTurn(queue.size() <= FEW_TRANSFERS ? WHOLE_WINDOW_BLOCKS : SHARED_TURN_BLOCKS);
        }
        return any;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        DatagramPacket datagram = (DatagramPacket) message;
        try {
            ByteBuf content = datagram.content();
            TftpPacket packet =
                    TftpCodec.decode(content.internalNioBuffer(content.readerIndex(), content.readableBytes()));
            sessions.onPacket(datagram.sender(), packet, this);
        } finally {
            datagram.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        pump();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        pump();
    }

    /** A short packet in a turn; it leaves with the others. */
    void write(byte[] packet, InetSocketAddress to) {
        channel.write(new DatagramPacket(Unpooled.wrappedBuffer(packet), to), channel.voidPromise());
    }

    /** A short answer that needs no turn. */
    void reply(byte[] packet, InetSocketAddress to) {
        write(packet, to);
        channel.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("{}", cause.toString()); // a refused or unroutable send: the timer sends again, or gives up
        } else {
            LOG.error("transfer port: {}", cause.toString(), cause);
        }
    }
}
