package org.kaappliance.tftp;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The well-known port: reads requests, refuses what is no read request, hands the rest on. Event loop only. */
final class RequestPort extends SimpleChannelInboundHandler<DatagramPacket> {
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
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket datagram) {
        InetSocketAddress client = datagram.sender();
        TftpPacket packet = TftpCodec.decode(datagram.content().nioBuffer());
        if (packet instanceof TftpPacket.ReadRequest request) {
            sessions.request(client, request, this);
        } else if (packet instanceof TftpPacket.WriteRequest write) {
            refuse(client, TftpError.ACCESS_VIOLATION);
            listener.failed(client, write.name(), "write request refused: this server is read-only");
        } else if (packet instanceof TftpPacket.Malformed malformed) {
            refuse(client, TftpError.ILLEGAL_OPERATION);
            LOG.debug("{}: refused: {}", client, malformed.reason());
        } else {
            LOG.debug("{}: ignored: {}", client, packet);
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
