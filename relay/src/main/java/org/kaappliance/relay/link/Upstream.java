package org.kaappliance.relay.link;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.kaappliance.relay.chain.PauseWatch;
import org.kaappliance.relay.stream.StreamBuffer;
import org.kaappliance.relay.wire.BlockHeader;
import org.kaappliance.relay.wire.LinkLoss;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.Message.ParentLink;
import org.kaappliance.relay.wire.Preface;
import org.kaappliance.relay.wire.StreamDigest;
import org.kaappliance.relay.wire.StreamId;

/** Takes the stream from one parent after another into the buffer. One thread, which is the buffer's only writer. */
public final class Upstream implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofMillis(1500);

    private final LinkTrust trust;
    private final String nodeId;
    private final Inet4Address local;
    private final Duration silence;
    private final StreamBuffer buffer;
    private final UpstreamEvents events;
    private final ReadPacer pacer = new ReadPacer();
    private final ByteBuffer header = ByteBuffer.allocateDirect(BlockHeader.BYTES);
    private final Thread thread = new Thread(this::run, "ka-relay-upstream");

    /** The attempt that stands, until the next one takes its place. */
    private static final class Attempt {
        final ParentLink parent;
        final StreamId stream;
        final SocketChannel channel;
        Optional<SealedFrames> frames = Optional.empty();
        volatile boolean dropped;
        volatile boolean silent;
        volatile boolean attached;
        volatile boolean reading;
        volatile long heardNanos;

        Attempt(ParentLink parent, StreamId stream) throws IOException {
            this.parent = parent;
            this.stream = stream;
            this.channel = SocketChannel.open();
        }

        void drop() {
            dropped = true;
            Wire.closeQuietly(channel);
        }
    }

    /** Ends an attempt: what the parent sent, or refused. */
    private static final class LinkException extends Exception {
        private final LinkLoss loss;

        LinkException(LinkLoss loss, String detail) {
            super(detail);
            this.loss = loss;
        }
    }

    private final PauseWatch pauses = new PauseWatch(System.nanoTime());
    private Attempt current;
    private boolean fresh;
    private boolean closed;

    public Upstream(
            LinkTrust trust,
            String nodeId,
            Inet4Address local,
            Duration silence,
            StreamBuffer buffer,
            UpstreamEvents events) {
        this.trust = trust;
        this.nodeId = nodeId;
        this.local = local;
        this.silence = silence;
        this.buffer = buffer;
        this.events = events;
        thread.setDaemon(true);
        thread.start();
    }

    /** Drops the parent that we have and takes this one. Any thread. */
    public synchronized void connect(ParentLink parent, StreamId stream) throws IOException {
        if (current != null) {
            current.drop();
        }
        current = new Attempt(parent, stream);
        fresh = true;
        notifyAll();
    }

    /** Drops a parent from whom nothing was heard for too long while we waited for it. Call it often, from any thread. */
    public synchronized void checkSilence(long nowNanos) {
        long pausedNanos = pauses.tick(nowNanos);
        if (current == null || !current.reading) {
            return;
        }
        if (pausedNanos > 0) {
            current.heardNanos = PauseWatch.shifted(current.heardNanos, pausedNanos, nowNanos);
        }
        if (nowNanos - current.heardNanos >= silence.toNanos()) {
            current.silent = true;
            current.drop();
        }
    }

    /** Drops the parent that we have. Any thread. */
    public synchronized void detach() {
        if (current != null) {
            current.drop();
            current = null;
        }
        fresh = false;
    }

    /** True when nothing has come from a parent for that long, though we would take it. Any thread. */
    public synchronized boolean isWaiting(Duration forAtLeast, long nowNanos) {
        return current == null
                || !current.attached
                || current.reading && nowNanos - current.heardNanos >= forAtLeast.toNanos();
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (current != null) {
            current.drop();
        }
        notifyAll();
    }

    /** Waits up to a second for the thread; true when it has ended. */
    public boolean awaitEnd() throws InterruptedException {
        thread.join(1000);
        return !thread.isAlive();
    }

    private void run() {
        try {
            for (Attempt attempt = nextAttempt(); attempt != null; attempt = nextAttempt()) {
                receive(attempt);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            events.upstreamFailed("receiving failed: " + Wire.reason(e));
        }
    }

    private synchronized Attempt nextAttempt() throws InterruptedException {
        while (!closed && !fresh) {
            wait();
        }
        fresh = false;
        return closed ? null : current;
    }

    private void receive(Attempt attempt) throws InterruptedException {
        try (SocketChannel channel = attempt.channel) {
            attach(attempt);
            attempt.attached = true;
            events.linkUp(attempt.parent.epoch());
            while (takeOne(attempt, channel)) {
                // until the end of the stream
            }
        } catch (LinkException e) {
            lost(attempt, e.loss, e.getMessage());
        } catch (IOException e) {
            LinkLoss loss = attempt.silent ? LinkLoss.SILENT : LinkLoss.CLOSED;
            lost(attempt, loss, attempt.silent ? "nothing heard for " + silence.toMillis() + " ms" : Wire.reason(e));
        }
    }

    private void lost(Attempt attempt, LinkLoss loss, String detail) {
        if (!attempt.dropped || attempt.silent) {
            events.linkLost(attempt.parent.epoch(), loss, detail, buffer.end());
        }
    }

    private void attach(Attempt attempt) throws IOException, LinkException {
        SocketChannel channel = attempt.channel;
        long roundTripNanos;
        try {
            channel.bind(new InetSocketAddress(local, 0));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            long beginNanos = System.nanoTime();
            channel.socket().connect(new InetSocketAddress(attempt.parent.address(), attempt.parent.port()), (int)
                    CONNECT.toMillis());
            roundTripNanos = System.nanoTime() - beginNanos;
        } catch (IOException e) {
            throw new LinkException(LinkLoss.UNREACHABLE, Wire.reason(e));
        }
        Message.Attach attach =
                new Message.Attach(trust.session(), attempt.stream, attempt.parent.epoch(), nodeId, buffer.end(), (int)
                        TimeUnit.NANOSECONDS.toMicros(roundTripNanos));
        PeerLink link = greet(channel);
        link.write(attach);
        attempt.frames = link.frames();
        Message answer;
        try {
            answer = link.readMessage(Wire.deadline(silence));
        } catch (SocketTimeoutException e) {
            throw new LinkException(LinkLoss.SILENT, "the parent does not answer");
        }
        if (answer instanceof Message.Reject reject) {
            throw new LinkException(reject.loss(), reject.detail());
        }
        if (!(answer instanceof Message.Accept)) {
            throw new LinkException(LinkLoss.BAD_BLOCK, "the parent answers with " + answer);
        }
    }

    private PeerLink greet(SocketChannel channel) throws IOException, LinkException {
        Duration limit = silence.compareTo(Handshake.LIMIT) < 0 ? silence : Handshake.LIMIT;
        try {
            return Handshake.connect(channel, Preface.DATA, trust, Wire.deadline(limit));
        } catch (DistrustException e) {
            throw new LinkException(LinkLoss.REFUSED, e.getMessage());
        } catch (SocketTimeoutException e) {
            throw new LinkException(LinkLoss.SILENT, e.getMessage());
        }
    }

    /** Takes one block, end or idle mark; false after the end. */
    private boolean takeOne(Attempt attempt, SocketChannel channel)
            throws IOException, LinkException, InterruptedException {
        header.clear();
        fill(attempt, channel, header);
        Optional<BlockHeader> read = BlockHeader.read(header.flip());
        if (read.isEmpty()) {
            throw new LinkException(LinkLoss.BAD_BLOCK, "a block header that is none, at byte " + buffer.end());
        }
        BlockHeader block = read.get();
        switch (block.kind()) {
            case IDLE:
                return true;
            case BLOCK:
                takeBlock(attempt, channel, block);
                return true;
            case END:
                takeEnd(attempt, channel, block);
                return false;
        }
        return false;
    }

    private void takeBlock(Attempt attempt, SocketChannel channel, BlockHeader block)
            throws IOException, LinkException, InterruptedException {
        if (block.offset() != buffer.end() || !buffer.hasIndexRoom()) {
            throw new LinkException(
                    LinkLoss.BAD_BLOCK, "a block at byte " + block.offset() + " where " + buffer.end() + " was next");
        }
        Optional<ByteBuffer> room = buffer.reserve(block.length(), () -> attempt.dropped);
        if (room.isEmpty()) {
            throw new IOException("dropped");
        }
        ByteBuffer payload = room.get();
        fill(attempt, channel, payload);
        if (BlockHeader.crcOf(payload.flip()) != block.crc()) {
            throw new LinkException(LinkLoss.BAD_BLOCK, "checksum mismatch in the block at byte " + block.offset());
        }
        buffer.commit(block.length(), block.crc());
    }

    private void takeEnd(Attempt attempt, SocketChannel channel, BlockHeader end) throws IOException, LinkException {
        ByteBuffer digest = ByteBuffer.allocate(StreamDigest.BYTES);
        fill(attempt, channel, digest);
        if (BlockHeader.crcOf(digest.flip()) != end.crc() || end.offset() != buffer.end()) {
            throw new LinkException(
                    LinkLoss.BAD_BLOCK, "an end of stream at byte " + end.offset() + ", we have " + buffer.end());
        }
        events.streamEnded(end.offset(), StreamDigest.of(digest.array()));
    }

    /** Takes as many bytes of the stream of frames as {@code into} has room for. */
    private void fill(Attempt attempt, SocketChannel channel, ByteBuffer into) throws IOException, LinkException {
        if (attempt.frames.isEmpty()) {
            read(attempt, channel, into);
            return;
        }
        SealedFrames frames = attempt.frames.get();
        read(attempt, channel, frames.room(into.remaining()));
        if (!frames.open(into)) {
            throw new LinkException(LinkLoss.BAD_BLOCK, "a sealed block that does not open");
        }
    }

    private void read(Attempt attempt, SocketChannel channel, ByteBuffer into) throws IOException {
        attempt.heardNanos = System.nanoTime();
        attempt.reading = true;
        while (into.hasRemaining()) {
            int count = channel.read(into);
            if (count < 0) {
                throw new IOException("the parent closed the connection");
            }
            attempt.heardNanos = System.nanoTime();
            long pauseNanos = pacer.pauseAfter(count, into.remaining());
            if (pauseNanos > 0) {
                LockSupport.parkNanos(pauseNanos);
            }
        }
        attempt.reading = false;
    }
}
