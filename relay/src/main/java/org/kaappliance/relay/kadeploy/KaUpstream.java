package org.kaappliance.relay.kadeploy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import org.kaappliance.relay.stream.StreamBuffer;
import org.kaappliance.relay.wire.BlockHeader;
import org.kaappliance.relay.wire.StreamDigest;

/** Takes raw bytes from one parent after another into the buffer. One thread, which is the buffer's only writer. */
final class KaUpstream implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** A client whose parent is silent for so long writes to it. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(50);
    /** The int 1234, little-endian. */
    private static final byte[] KEEP_ALIVE_BYTES = {(byte) 0xd2, 4, 0, 0};

    /** Told on the thread of this upstream; must not block. */
    interface Events {
        void linkUp(Inet4Address parent);

        void linkLost(Inet4Address parent, long receivedBytes);

        void upstreamFailed(String reason);
    }

    private static final class Attempt {
        final Inet4Address parent;
        final SocketChannel channel;
        volatile boolean dropped;

        Attempt(Inet4Address parent) throws IOException {
            this.parent = parent;
            this.channel = SocketChannel.open();
        }

        void drop() {
            dropped = true;
            try {
                channel.close();
            } catch (IOException e) {
                // a socket that fails to close is closed
            }
        }
    }

    private final Inet4Address local;
    private final int port;
    private final StreamBuffer buffer;
    private final Events events;
    private final MessageDigest sha256;
    private final byte[] copy = new byte[BlockHeader.MAX_BLOCK_BYTES];
    private final Thread thread = new Thread(this::run, "ka-relay-upstream-0.6");
    /** What arrived of the next block; a short block is kept open across parents. */
    private ByteBuffer block;

    private volatile long received;
    private Attempt next;
    private Attempt current;
    private boolean finish;
    private boolean closed;

    /** @param port where parents take data connections */
    KaUpstream(Inet4Address local, int port, StreamBuffer buffer, Events events) {
        this.local = local;
        this.port = port;
        this.buffer = buffer;
        this.events = events;
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** Bytes that arrived. Any thread. */
    long received() {
        return received;
    }

    /** Drops the parent that we have and takes this one. Any thread. */
    synchronized void connect(Inet4Address parent) throws IOException {
        if (current != null) {
            current.drop();
        }
        dropNext();
        if (closed) {
            return;
        }
        next = new Attempt(parent);
        notifyAll();
    }

    private void dropNext() {
        if (next != null) {
            next.drop();
            next = null;
        }
    }

    /** What we have is all of the stream. Any thread. */
    synchronized void finish() {
        finish = true;
        dropNext();
        notifyAll();
    }

    private synchronized Optional<Attempt> await() throws InterruptedException {
        while (next == null && !finish && !closed) {
            wait();
        }
        if (closed || finish) {
            return Optional.empty();
        }
        current = next;
        next = null;
        return Optional.of(current);
    }

    private void run() {
        try {
            for (Optional<Attempt> attempt = await(); attempt.isPresent(); attempt = await()) {
                take(attempt.get());
            }
            if (!isClosed()) {
                commit();
                buffer.finish(StreamDigest.of(sha256.digest()));
            }
        } catch (RuntimeException | Error e) { // an Error, too, must be told: nobody else misses this thread
            events.upstreamFailed("internal error: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private void take(Attempt attempt) throws InterruptedException {
        try (SocketChannel channel = attempt.channel) {
            channel.bind(new InetSocketAddress(local, 0));
            channel.socket().connect(new InetSocketAddress(attempt.parent, port), (int) CONNECT.toMillis());
            channel.socket().setSoTimeout((int) KEEP_ALIVE.toMillis());
            events.linkUp(attempt.parent);
            read(attempt);
        } catch (IOException e) {
            // the same as an end: the server decides what it was
        }
        if (!attempt.dropped) {
            events.linkLost(attempt.parent, received);
        }
    }

    private void read(Attempt attempt) throws IOException, InterruptedException {
        InputStream in = attempt.channel.socket().getInputStream();
        while (!attempt.dropped && reserve(attempt)) {
            int count = readOrKeepAlive(in, attempt);
            if (count < 0) {
                return;
            }
            block.put(copy, 0, count);
            received += count;
            if (block.position() >= BlockHeader.MIN_BLOCK_BYTES || !block.hasRemaining()) {
                commit();
            }
        }
    }

    private boolean reserve(Attempt attempt) throws InterruptedException {
        if (block == null) {
            int room = BlockHeader.MAX_BLOCK_BYTES - (int) (buffer.end() % BlockHeader.MAX_BLOCK_BYTES);
            block = buffer.reserve(room, () -> attempt.dropped).orElse(null);
        }
        return block != null;
    }

    private int readOrKeepAlive(InputStream in, Attempt attempt) throws IOException {
        try {
            return in.read(copy, 0, block.remaining());
        } catch (SocketTimeoutException e) {
            attempt.channel.socket().getOutputStream().write(KEEP_ALIVE_BYTES);
            return 0;
        }
    }

    private void commit() {
        if (block != null && block.position() > 0) {
            ByteBuffer whole = block.flip();
            sha256.update(whole.duplicate());
            buffer.commit(whole.limit(), BlockHeader.crcOf(whole));
        }
        block = null;
    }

    /** Waits up to two seconds for the thread; true when it is gone. After {@link #close}. */
    boolean awaitEnd() throws InterruptedException {
        thread.join(2000);
        return !thread.isAlive();
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (current != null) {
            current.drop();
        }
        dropNext();
        notifyAll();
    }
}
