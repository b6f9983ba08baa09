package org.kaappliance.tftp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a {@link Transfer} out on a socket. Event loop only. One timer a transfer: it is not moved for every packet, but
 * looks when it fires whether its time has come.
 */
final class TransferChannel extends ChannelInboundHandlerAdapter implements Effect.Handler {
    private static final Logger LOG = LoggerFactory.getLogger(TransferChannel.class);

    private final Session session;
    private final InetSocketAddress client;
    private final Content content;
    private final TransferTerms terms;
    private final Transfer transfer;
    private final long startNanos = System.nanoTime();
    private Channel channel;
    private Future<?> timer;
    private long nextProgressBytes;

    TransferChannel(Session session, Content content, TransferTerms terms) {
        this.session = session;
        this.client = session.client();
        this.content = content;
        this.terms = terms;
        this.transfer = new Transfer(terms, content.sizeBytes());
        this.nextProgressBytes = tenthAbove(0);
    }

    TftpEvent started() {
        return new TftpEvent.Started(client, session.name(), content.sizeBytes(), terms.blockSizeBytes());
    }

    void start(Channel socket) {
        channel = socket;
        transfer.start(System.nanoTime()).carryOut(this);
    }

    boolean isAnswered() {
        return transfer.isAnswered();
    }

    void onRepeatedRequest() {
        transfer.onRepeatedRequest(System.nanoTime()).carryOut(this);
    }

    void close() {
        if (timer != null) {
            timer.cancel(false);
        }
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        DatagramPacket datagram = (DatagramPacket) message;
        try {
            if (channel == null) {
                return; // bound, but not started
            }
            if (datagram.sender().equals(client)) {
                onPacket(TftpCodec.decode(bytes(datagram.content())));
            } else {
                reply(TftpCodec.error(TftpError.UNKNOWN_TRANSFER_ID), datagram.sender());
            }
        } finally {
            datagram.release();
        }
    }

    private void onPacket(TftpPacket packet) {
        if (packet instanceof TftpPacket.Ack ack) {
            transfer.onAck(ack.block(), System.nanoTime()).carryOut(this);
            reportProgress();
        } else if (packet instanceof TftpPacket.Error error) {
            transfer.onError(error.code(), error.message()).carryOut(this);
        } else {
            LOG.debug("{}: ignored: {}", client, packet);
        }
    }

    private void onTimer() {
        timer = null;
        transfer.onTimer(System.nanoTime()).carryOut(this);
    }

    @Override
    public void on(Effect.SendOack send) {
        reply(TftpCodec.oack(terms.granted()), client);
        armTimer(send.wakeAtNanos());
    }

    @Override
    public void on(Effect.SendData send) {
        ByteBuf packet = channel.alloc().directBuffer(TftpCodec.DATA_HEADER_BYTES + send.lengthBytes());
        try {
            ByteBuffer bytes = packet.internalNioBuffer(0, TftpCodec.DATA_HEADER_BYTES + send.lengthBytes());
            TftpCodec.putDataHeader(bytes, send.block());
            content.read(send.offsetBytes(), bytes);
            packet.writerIndex(TftpCodec.DATA_HEADER_BYTES + send.lengthBytes());
        } catch (IOException e) {
            packet.release();
            reply(TftpCodec.error(TftpError.NOT_DEFINED), client);
            session.fail(e.toString());
            return;
        }
        channel.writeAndFlush(new DatagramPacket(packet, client), channel.voidPromise());
        armTimer(send.wakeAtNanos());
    }

    @Override
    public void on(Effect.WakeAt wake) {
        armTimer(wake.nanos());
    }

    @Override
    public void on(Effect.Finish finish) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
        session.end(new TftpEvent.Completed(
                client, session.name(), content.sizeBytes(), elapsed, transfer.resentPackets()));
    }

    @Override
    public void on(Effect.Abort abort) {
        if (abort.cause() == Effect.Abort.Cause.PROBE) {
            session.end(new TftpEvent.Probed(client, session.name(), content.sizeBytes()));
        } else {
            session.fail(abort.reason());
        }
    }

    @Override
    public void on(Effect.Ignore ignore) {
        LOG.trace("{}: ignored: {}", client, ignore.reason());
    }

    private void armTimer(long atNanos) {
        if (timer == null) {
            long delayNanos = Math.max(0, atNanos - System.nanoTime());
            timer = session.sessions().loop().schedule(this::onTimer, delayNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void reportProgress() {
        long acked = transfer.ackedBytes();
        if (acked >= nextProgressBytes && acked < content.sizeBytes()) {
            nextProgressBytes = tenthAbove(acked);
            session.sessions()
                    .listener()
                    .on(new TftpEvent.Progress(client, session.name(), acked, content.sizeBytes()));
        }
    }

    /** The next border between tenths; contents of a few blocks have none. */
    private long tenthAbove(long ackedBytes) {
        long tenth = content.sizeBytes() / 10;
        return tenth < terms.blockSizeBytes() ? Long.MAX_VALUE : (ackedBytes / tenth + 1) * tenth;
    }

    private void reply(byte[] packet, InetSocketAddress to) {
        channel.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(packet), to), channel.voidPromise());
    }

    private static ByteBuffer bytes(ByteBuf content) {
        return content.internalNioBuffer(content.readerIndex(), content.readableBytes());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // a refused or unroutable send: the timer sends again, or gives up
        LOG.debug("{}: {}", client, cause.toString());
    }
}
