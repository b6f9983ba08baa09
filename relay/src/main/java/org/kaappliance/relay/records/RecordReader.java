package org.kaappliance.relay.records;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.kaappliance.relay.wire.BlockHeader;

/**
 * Takes a stream of records, in pieces of any length, and gives the content in pieces of at most 256 KiB. Holds at most two records' worth of memory,
 * whatever comes. Confined to one thread; {@link #contentBytes} is for any.
 */
public final class RecordReader implements AutoCloseable {
    private final Content out;
    private final ByteBuffer header = ByteBuffer.allocate(RecordHeader.BYTES);
    private final ByteBuffer carried = ByteBuffer.allocateDirect(RecordHeader.MAX_CONTENT_BYTES);
    private final ByteBuffer content = ByteBuffer.allocateDirect(RecordHeader.MAX_CONTENT_BYTES);
    private final Zstd.Decompressor zstd;
    private RecordHeader record;
    private long takenBytes;
    private int missingBytes;
    private volatile long contentBytes;

    /** Where the content goes. */
    @FunctionalInterface
    public interface Content {
        /** Takes all of {@code piece}, which is valid during the call only. */
        void take(ByteBuffer piece) throws IOException;
    }

    /** @throws IOException when zstd cannot be used here */
    public RecordReader(Content out) throws IOException {
        this.out = out;
        this.zstd = new Zstd.Decompressor();
    }

    /** How much content was given so far. */
    public long contentBytes() {
        return contentBytes;
    }

    /** Takes all that remains in {@code bytes}. @throws IOException when it is no record, or what takes the content fails */
    public void take(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (missingBytes == 0) {
                takeHeader(bytes);
            } else {
                takePayload(part(bytes, missingBytes));
            }
        }
    }

    private ByteBuffer part(ByteBuffer bytes, int most) {
        int count = Math.min(most, bytes.remaining());
        ByteBuffer part = bytes.slice(bytes.position(), count);
        bytes.position(bytes.position() + count);
        takenBytes += count;
        return part;
    }

    private void takeHeader(ByteBuffer bytes) throws IOException {
        header.put(part(bytes, header.remaining()));
        if (!header.hasRemaining()) {
            long start = takenBytes - RecordHeader.BYTES;
            record = RecordHeader.read(header.flip())
                    .orElseThrow(() -> new IOException("what stands at byte " + start + " is no record"));
            header.clear();
            missingBytes = record.carriedLength();
            carried.clear();
        }
    }

    private void takePayload(ByteBuffer payload) throws IOException {
        missingBytes -= payload.remaining();
        switch (record.codec()) {
            case STORED:
                give(payload);
                return;
            case ZSTD:
                carried.put(payload);
                if (missingBytes == 0) {
                    unpack();
                }
                return;
        }
    }

    private void unpack() throws IOException {
        content.clear().limit(record.contentLength());
        try {
            zstd.decompress(carried.flip(), content);
        } catch (IOException e) {
            throw new IOException("the record that ends at byte " + takenBytes + " is damaged: " + e.getMessage(), e);
        }
        give(content);
    }

    private void give(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            int count = Math.min(BlockHeader.MAX_BLOCK_BYTES, bytes.remaining());
            out.take(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
            contentBytes += count;
        }
    }

    /** Nothing follows. @throws IOException when that is in the middle of a record */
    public void finish() throws IOException {
        if (missingBytes > 0 || header.position() > 0) {
            throw new IOException("the stream ends within a record, at byte " + takenBytes);
        }
    }

    @Override
    public void close() {
        zstd.close();
    }
}
