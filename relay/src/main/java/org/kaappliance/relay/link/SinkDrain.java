package org.kaappliance.relay.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import org.kaappliance.relay.StreamSink;
import org.kaappliance.relay.records.RecordReader;
import org.kaappliance.relay.records.Zstd;
import org.kaappliance.relay.stream.Cursor;
import org.kaappliance.relay.stream.Slice;
import org.kaappliance.relay.stream.StreamBuffer;
import org.kaappliance.relay.stream.StreamDigests;
import org.kaappliance.relay.wire.BlockHeader;
import org.kaappliance.relay.wire.DigestKind;
import org.kaappliance.relay.wire.Message.StreamFormat;
import org.kaappliance.relay.wire.StreamDigest;

/** Hands the stream, decompressed, to the local sink, on its own thread, and compares the digest of what the sink took with the stream's. */
public final class SinkDrain {
    private static final long WAIT_NANOS = Duration.ofSeconds(1).toNanos();

    private final StreamBuffer buffer;
    private final StreamSink sink;
    private final SinkEvents events;
    private final Cursor cursor;
    private final Thread thread = new Thread(this::run, "ka-relay-sink");
    private volatile boolean hasRecords;
    private volatile DigestKind kind = DigestKind.SHA_256;
    private MessageDigest running;
    private Optional<StreamDigest> taken = Optional.empty();
    private volatile long contentBytes;
    private Optional<RecordReader> records = Optional.empty();

    /**
     * @param sink takes any number of {@code abort}, also after it finished, and acts on the first before its finish
     */
    public SinkDrain(StreamBuffer buffer, StreamSink sink, SinkEvents events) {
        this.buffer = buffer;
        this.sink = sink;
        this.events = events;
        this.cursor = buffer.openForSink();
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * What the stream is made of, and how it is compared; before its first byte comes. Any thread.
     *
     * @return why such a stream cannot be taken here; else empty
     */
    public Optional<String> expect(StreamFormat format, DigestKind digest) {
        kind = digest;
        hasRecords = format == StreamFormat.RECORDS;
        return hasRecords ? Zstd.unavailable().map(reason -> "the stream is compressed; " + reason) : Optional.empty();
    }

    /** What the sink took so far, in positions of the stream as it is carried. Any thread. */
    public long sunkBytes() {
        return buffer.position(cursor);
    }

    /** What the sink took so far, as it took it. Any thread. */
    public long contentBytes() {
        return contentBytes;
    }

    /** Of what the sink took, behind its kind; only after {@link #stop}. */
    public String digest() {
        return kind.label() + ":"
                + taken.orElseGet(() -> StreamDigest.of(running().digest())).hex();
    }

    private MessageDigest running() {
        if (running == null) {
            running = StreamDigests.start(kind);
        }
        return running;
    }

    /**
     * Waits for a sink that is in the middle of a write, aborts it when it takes too long, or when it did not finish.
     *
     * @return false when the thread still hangs in the sink
     */
    public boolean stop(String reason) throws InterruptedException {
        thread.join(2000);
        sink.abort(reason);
        thread.join(2000);
        return !thread.isAlive();
    }

    private void run() {
        try {
            drain();
        } catch (IOException
                | RuntimeException
                | Error e) { // an Error, too, must be told: nobody else misses this thread
            String reason = "sink failed: " + Wire.reason(e);
            try {
                sink.abort(reason);
            } finally {
                events.sinkFailed(reason);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void drain() throws IOException, InterruptedException {
        try {
            while (!buffer.isClosed()) {
                Optional<Slice> next = buffer.next(cursor, WAIT_NANOS);
                if (next.isPresent() && !take(next.get())) {
                    return;
                }
            }
        } finally {
            buffer.letGo(cursor);
            records.ifPresent(RecordReader::close);
        }
    }

    /** False after the end. */
    private boolean take(Slice slice) throws IOException {
        boolean isEnd = slice.header().kind() == BlockHeader.Kind.END;
        if (hasRecords && records.isEmpty()) {
            records = Optional.of(new RecordReader(this::sink));
        }
        if (isEnd) {
            finish(slice.header().offset());
            return false;
        }
        if (records.isPresent()) {
            records.get().take(slice.payload());
        } else {
            sink(slice.payload());
        }
        buffer.advance(cursor, slice);
        return true;
    }

    private void sink(ByteBuffer content) throws IOException {
        int length = content.remaining();
        running().update(content.duplicate());
        sink.write(content);
        if (content.hasRemaining()) {
            throw new IOException("it left " + content.remaining() + " bytes of a block");
        }
        contentBytes += length;
    }

    private void finish(long totalBytes) throws IOException {
        if (records.isPresent()) {
            records.get().finish();
        }
        taken = Optional.of(StreamDigest.of(running().digest()));
        StreamDigest sent = buffer.digest().orElseThrow();
        if (!taken.get().equals(sent)) {
            String reason = "digest mismatch: took " + taken.get().hex() + ", the source sent " + sent.hex();
            sink.abort(reason);
            events.sinkFailed(reason);
            return;
        }
        sink.finish();
        events.sinkDone(totalBytes, taken.get());
    }
}
