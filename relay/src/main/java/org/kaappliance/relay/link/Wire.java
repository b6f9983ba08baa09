package org.kaappliance.relay.link;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.kaappliance.relay.seal.Opener;
import org.kaappliance.relay.seal.SealedMessages;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.MessageCodec;

/** Reads and writes whole messages on a blocking channel. */
final class Wire {
    private Wire() {}

    /** Reads exactly {@code length} bytes before the deadline ({@link System#nanoTime}). */
    static ByteBuffer read(SocketChannel channel, int length, long deadlineNanos) throws IOException {
        byte[] bytes = new byte[length];
        InputStream in = channel.socket().getInputStream();
        for (int have = 0; have < length; ) {
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
            if (leftMillis <= 0) {
                throw new SocketTimeoutException("no answer in time");
            }
            channel.socket().setSoTimeout((int) Math.min(leftMillis, Integer.MAX_VALUE));
            int count = in.read(bytes, have, length - have);
            if (count < 0) {
                throw new EOFException("connection closed");
            }
            have += count;
        }
        return ByteBuffer.wrap(bytes);
    }

    /** Reads one message before the deadline; what is not one comes as {@link Message.Malformed}. */
    static Message readMessage(SocketChannel channel, long deadlineNanos) throws IOException {
        ByteBuffer length = read(channel, 2, deadlineNanos);
        int frameBytes = MessageCodec.frameBytes(length);
        if (frameBytes < 0) {
            return new Message.Malformed("message length " + (length.getShort(0) & 0xffff));
        }
        ByteBuffer body = read(channel, frameBytes - 2, deadlineNanos);
        return MessageCodec.decode(
                ByteBuffer.allocate(frameBytes).put(length).put(body).flip());
    }

    /** Reads one sealed message before the deadline; what does not open comes as {@link Message.Malformed}. */
    static Message readSealed(SocketChannel channel, Opener opener, long deadlineNanos) throws IOException {
        ByteBuffer length = read(channel, 2, deadlineNanos);
        int recordBytes = SealedMessages.frameBytes(length);
        if (recordBytes < 0) {
            return new Message.Malformed("sealed message of length " + (length.getShort(0) & 0xffff));
        }
        ByteBuffer body = read(channel, recordBytes - 2, deadlineNanos);
        ByteBuffer record = ByteBuffer.allocate(recordBytes).put(length).put(body);
        return SealedMessages.decode(record.flip(), opener);
    }

    /** Whether a peer sends anything within that time, or closes; takes none of it. The channel is in blocking mode, before and after. */
    static boolean speaks(SocketChannel channel, Duration within) throws IOException {
        channel.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            boolean isReadable = selector.select(within.toMillis()) > 0;
            key.cancel();
            selector.selectNow();
            return isReadable;
        } finally {
            channel.configureBlocking(true);
        }
    }

    static void write(SocketChannel channel, ByteBuffer... buffers) throws IOException {
        long left = 0;
        for (ByteBuffer buffer : buffers) {
            left += buffer.remaining();
        }
        while (left > 0) {
            left -= channel.write(buffers);
        }
    }

    static long deadline(Duration fromNow) {
        return System.nanoTime() + fromNow.toNanos();
    }

    static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // a socket that fails to close is closed
        }
    }

    /** What an exception says, or its name when it says nothing. */
    static String reason(Throwable e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }
}
