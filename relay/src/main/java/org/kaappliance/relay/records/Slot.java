package org.kaappliance.relay.records;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The memory of one record on its way through the compressors: about 2 MiB. Handed from thread to thread by queues. */
final class Slot {
    final ByteBuffer content;
    final ByteBuffer carried;
    private int contentLength;
    private boolean isReady;
    private Optional<Throwable> failure = Optional.empty();

    private Slot(int contentBytes, int carriedBytes) {
        content = ByteBuffer.allocateDirect(contentBytes);
        carried = ByteBuffer.allocateDirect(carriedBytes);
    }

    /** For the longest record. */
    static Slot forRecord() {
        return new Slot(
                RecordHeader.MAX_CONTENT_BYTES, RecordHeader.BYTES + Zstd.boundBytes(RecordHeader.MAX_CONTENT_BYTES));
    }

    /** Behind the last record, or in its place when there was a failure. */
    static Slot forEnd() {
        return new Slot(0, 0);
    }

    int contentLength() {
        return contentLength;
    }

    /** What stands in {@code content} from 0 on is to be compressed. */
    synchronized void filled(int length) {
        contentLength = length;
        isReady = false;
    }

    /** Writes the record: stored, when compression would not make it shorter. */
    void compress(Zstd.Compressor zstd, Level level) throws IOException {
        carried.clear().position(RecordHeader.BYTES);
        if (!level.stores()) {
            zstd.compress(content, carried, level, contentLength);
        }
        int length = carried.position() - RecordHeader.BYTES;
        boolean isStored = level.stores() || length >= contentLength;
        if (isStored) {
            length = contentLength;
            carried.position(RecordHeader.BYTES).put(content.slice(0, length));
        }
        RecordHeader.Codec codec = isStored ? RecordHeader.Codec.STORED : RecordHeader.Codec.ZSTD;
        new RecordHeader(codec, length, contentLength).put(carried.slice(0, RecordHeader.BYTES));
        carried.flip();
    }

    synchronized void ready() {
        isReady = true;
        notifyAll();
    }

    synchronized void failed(Throwable e) {
        failure = Optional.of(e);
        ready();
    }

    synchronized void throwFailure() throws IOException {
        if (failure.isPresent()) {
            Throwable e = failure.get();
            throw e instanceof IOException io ? io : new IOException(e.toString(), e);
        }
    }

    synchronized boolean isReady() {
        return isReady;
    }

    synchronized void awaitReady() throws InterruptedException {
        while (!isReady) {
            wait();
        }
    }
}
