package org.kaappliance.tftp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts blocks of a content into datagrams. Several blocks are read at once and handed to the kernel as one buffer that it cuts
 * itself (UDP_SEGMENT, Linux 4.18), which costs a tenth of as many single datagrams. Where the network card cannot do that, which
 * the kernel says when it is tried (EIO, EINVAL), they go as single datagrams, many a system call. Event loop only.
 */
final class BurstWriter {
    private static final Logger LOG = LoggerFactory.getLogger(BurstWriter.class);
    private static final int MAX_SEGMENTS = 64;
    private static final int MAX_UDP_BYTES = 65535 - 20 - 8;

    private final ByteBuffer scratch = ByteBuffer.allocateDirect(MAX_UDP_BYTES);
    private boolean segments = EpollDatagramChannel.isSegmentedDatagramPacketSupported();

    /** How many blocks of that size {@link #write} takes at once. */
    int maxBlocks(int blockSizeBytes) {
        return Math.max(1, Math.min(MAX_SEGMENTS, MAX_UDP_BYTES / (blockSizeBytes + TftpCodec.DATA_HEADER_BYTES)));
    }

    /** @throws IOException when the content cannot be read any more; nothing was written then */
    void write(Channel channel, InetSocketAddress client, Content content, Burst burst, int blockSizeBytes)
            throws IOException {
        if (burst.blocks() == 1) {
            channel.write(single(channel, client, content, burst), channel.voidPromise());
            return;
        }
        scratch.clear().limit((int) burst.lengthBytes());
        content.read(burst.offsetBytes(), scratch);
        scratch.flip();
        if (segments) {
            ByteBuf data = channel.alloc().directBuffer(burst.blocks() * TftpCodec.DATA_HEADER_BYTES + scratch.limit());
            for (int i = 0; i < burst.blocks(); i++) {
                putBlock(data, burst.firstBlock() + i, blockSizeBytes);
            }
            int segment = blockSizeBytes + TftpCodec.DATA_HEADER_BYTES;
            channel.write(new SegmentedDatagramPacket(data, segment, client)).addListener(sent -> {
                if (!sent.isSuccess() && segments && channel.isOpen()) {
                    segments = false;
                    LOG.info(
                            "{} cuts no datagrams ({}): they are sent one by one",
                            channel.localAddress(),
                            sent.cause().toString());
                }
            });
        } else {
            for (int i = 0; i < burst.blocks(); i++) {
                ByteBuf data = channel.alloc().directBuffer(blockSizeBytes + TftpCodec.DATA_HEADER_BYTES);
                putBlock(data, burst.firstBlock() + i, blockSizeBytes);
                channel.write(new DatagramPacket(data, client), channel.voidPromise());
            }
        }
    }

    private void putBlock(ByteBuf data, int block, int blockSizeBytes) {
        TftpCodec.putDataHeader(data, block);
        int end = scratch.limit();
        scratch.limit(Math.min(end, scratch.position() + blockSizeBytes));
        data.writeBytes(scratch);
        scratch.limit(end);
    }

    private static DatagramPacket single(Channel channel, InetSocketAddress client, Content content, Burst burst)
            throws IOException {
        int length = TftpCodec.DATA_HEADER_BYTES + (int) burst.lengthBytes();
        ByteBuf packet = channel.alloc().directBuffer(length);
        try {
            TftpCodec.putDataHeader(packet, burst.firstBlock());
            content.read(burst.offsetBytes(), packet.internalNioBuffer(TftpCodec.DATA_HEADER_BYTES, (int)
                    burst.lengthBytes()));
            packet.writerIndex(length);
            return new DatagramPacket(packet, client);
        } catch (IOException e) {
            packet.release();
            throw e;
        }
    }
}
