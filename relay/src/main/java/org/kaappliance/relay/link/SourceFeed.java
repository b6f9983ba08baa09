package org.kaappliance.relay.link;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.kaappliance.relay.Compression;
import org.kaappliance.relay.StreamSource;
import org.kaappliance.relay.keep.SourceKeep;
import org.kaappliance.relay.records.RecordCompressor;
import org.kaappliance.relay.stream.BlockLength;
import org.kaappliance.relay.stream.StreamBuffer;
import org.kaappliance.relay.stream.StreamDigests;
import org.kaappliance.relay.stream.TokenBucket;
import org.kaappliance.relay.wire.BlockHeader;
import org.kaappliance.relay.wire.DigestKind;
import org.kaappliance.relay.wire.StreamDigest;

/** Reads the source into the buffer, block by block, at most at the rate allowed. One thread, the buffer's only writer. */
public final class SourceFeed {
    private final StreamSource source;
    private final Compression compression;
    private final StreamBuffer buffer;
    private final SourceKeep kept;
    private final SourceEvents events;
    private final Optional<TokenBucket> rate;
    private final MessageDigest digest;
    private final BlockLength blockLength = new BlockLength(System.nanoTime());
    private final Thread thread = new Thread(this::run, "ka-relay-source");
    private volatile boolean stopped;
    private volatile InputStream stream;
    private volatile Optional<RecordCompressor> records = Optional.empty();

    /** @param kept gets every block before the buffer has it */
    public SourceFeed(
            StreamSource source,
            Compression compression,
            DigestKind kind,
            StreamBuffer buffer,
            SourceKeep kept,
            OptionalLong maxBytesPerSecond,
            SourceEvents events) {
        this.source = source;
        this.compression = compression;
        this.digest = StreamDigests.start(kind);
        this.buffer = buffer;
        this.kept = kept;
        this.events = events;
        this.rate = maxBytesPerSecond.isPresent()
                ? Optional.of(new TokenBucket(maxBytesPerSecond.getAsLong(), System.nanoTime()))
                : Optional.empty();
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Abandons the source when it is not at its end. Returns when its thread is gone, at the latest after two seconds; true when it is gone. */
    public boolean stop() throws InterruptedException {
        stopped = true;
        thread.interrupt();
        thread.join(200);
        InputStream open = stream;
        if (thread.isAlive() && open != null) {
            Wire.closeQuietly(open);
            thread.join(1800);
        }
        return !thread.isAlive();
    }

    private void run() {
        try {
            feed();
        } catch (IOException
                | RuntimeException
                | Error e) { // an Error, too, must be told: nobody else misses this thread
            events.sourceFailed(Wire.reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void feed() throws IOException, InterruptedException {
        kept.begin();
        try (InputStream in = open()) {
            stream = in;
            BlockReader blocks = new BlockReader(in);
            while (takeBlock(blocks)) {
                // until the end of the stream
            }
        }
        if (!stopped) {
            StreamDigest whole = StreamDigest.of(digest.digest());
            events.sourceEnded(buffer.end(), whole);
            buffer.finish(whole);
        }
    }

    /** What is carried: the source, or records of it. The digest is that of the source in either case. */
    private InputStream open() throws IOException {
        InputStream in = source.open();
        if (!compression.isOn()) {
            return in;
        }
        try {
            records = Optional.of(new RecordCompressor(in, compression, digest));
            return records.get();
        } catch (IOException | RuntimeException | Error e) {
            Wire.closeQuietly(in);
            throw e;
        }
    }

    /** How much was read from the source; with compression more than the buffer's end says. Any thread. */
    public long contentBytes() {
        return records.map(RecordCompressor::contentBytes).orElseGet(() -> Math.max(0, buffer.end()));
    }

    /** False at the end, and when stopped. */
    private boolean takeBlock(BlockReader blocks) throws IOException, InterruptedException {
        Optional<ByteBuffer> room = buffer.reserve(blockLength.at(buffer.end()), () -> stopped);
        if (room.isEmpty()) {
            return false;
        }
        ByteBuffer payload = room.get();
        blocks.read(payload);
        int length = payload.flip().remaining();
        if (length == 0) {
            return false;
        }
        if (records.isEmpty()) {
            digest.update(payload.duplicate());
        }
        if (rate.isPresent()) {
            pause(rate.get().take(length, System.nanoTime()));
        }
        kept.append(payload);
        buffer.commit(length, BlockHeader.crcOf(payload));
        blockLength.took(length, System.nanoTime());
        return true;
    }

    private void pause(long nanos) {
        long until = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && !stopped; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
