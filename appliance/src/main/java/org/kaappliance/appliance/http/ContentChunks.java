package org.kaappliance.appliance.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedInput;
import java.nio.ByteBuffer;
import org.kaappliance.tftp.Content;

/** A part of a content that is no file, read as the client takes it. */
final class ContentChunks implements ChunkedInput<ByteBuf> {
    private static final int CHUNK_BYTES = 64 << 10;

    private final Content content;
    private final ByteRange part;
    private long sentBytes;

    ContentChunks(Content content, ByteRange part) {
        this.content = content;
        this.part = part;
    }

    @Override
    public boolean isEndOfInput() {
        return sentBytes >= part.lengthBytes();
    }

    @Override
    public void close() {
        // nothing is held
    }

    @Override
    @Deprecated
    public ByteBuf readChunk(ChannelHandlerContext context) throws Exception {
        return readChunk(context.alloc());
    }

    @Override
    public ByteBuf readChunk(ByteBufAllocator allocator) throws Exception {
        int length = (int) Math.min(CHUNK_BYTES, part.lengthBytes() - sentBytes);
        if (length == 0) {
            return null;
        }
        ByteBuf chunk = allocator.ioBuffer(length);
        try {
            ByteBuffer target = chunk.nioBuffer(0, length);
            content.read(part.firstByte() + sentBytes, target);
            chunk.writerIndex(length);
            sentBytes += length;
            return chunk;
        } catch (Exception e) {
            chunk.release();
            throw e;
        }
    }

    @Override
    public long length() {
        return part.lengthBytes();
    }

    @Override
    public long progress() {
        return sentBytes;
    }
}
