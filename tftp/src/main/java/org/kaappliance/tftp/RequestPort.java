package org.kaappliance.tftp;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The well-known port: reads requests, refuses what is no read request, hands the rest on: to the transfers, where they
 * share this port. Event loop only.
 */
final class RequestPort extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(RequestPort.class);

    private final Sessions sessions;
    private final SafeListener listener;
    private ChannelHandlerContext context;

    RequestPort(Sessions sessions, SafeListener listener) {
        this.sessions = sessions;
        this.listener = listener;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        DatagramPacket datagram = (DatagramPacket) message;
        if (TftpCodec.isRequest(datagram.content().nioBuffer())) {
            try {
                onRequest(datagram.sender(), TftpCodec.decode(datagram.content().nioBuffer()));
            } finally {
                datagram.release();
            }
        } else {
            ctx.fireChannelRead(message); // to the transfers in single-port mode, otherwise to nobody
        }
    }

    private void onRequest(InetSocketAddress client, TftpPacket packet) {
        if (packet instanceof TftpPacket.ReadRequest request) {
            sessions.request(client, request);
        } else if (packet instanceof TftpPacket.WriteRequest write) {
            refuse(client, TftpError.ACCESS_VIOLATION);
            listener.refused(client, write.name(), "write request refused: this server is read-only");
        } else if (packet instanceof TftpPacket.Malformed malformed) {
            refuse(client, TftpError.ILLEGAL_OPERATION);
            LOG.debug("{}: refused: {}", client, malformed.reason());
        }
    }

    /** Answers a request with an error; the client takes it from whatever port it comes. */
    void refuse(InetSocketAddress client, TftpError error) {
        context.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(TftpCodec.error(error)), client));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.error("request port: {}", cause.toString(), cause);
    }
}
