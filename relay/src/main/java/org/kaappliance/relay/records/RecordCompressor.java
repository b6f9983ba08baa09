package org.kaappliance.relay.records;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.kaappliance.relay.Compression;
import org.kaappliance.relay.wire.StreamDigest;

/**
 * A stream as records, in its order: one thread reads it, several compress, and who reads from here gets the records. A record is never longer than its
 * content and a header. Memory: two slots of 2 MiB a compressor, and two. How hard it compresses follows from who waits for whom.
 */
public final class RecordCompressor extends InputStream {
    private static final int MAX_THREADS = 8;
    /** A source that gives nothing more at the moment does not hold back what is there, when it is worth a record. */
    private static final int MIN_CONTENT_BYTES = 64 << 10;

    private final InputStream source;
    private final MessageDigest digest;
    private final LevelControl control;
    private final BlockingQueue<Slot> free;
    private final BlockingQueue<Slot> toCompress;
    private final BlockingQueue<Slot> inOrder;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong readerWaitedNanos = new AtomicLong();
    private final Slot last = Slot.forEnd();
    private volatile boolean closed;
    private volatile long contentBytes;
    private Slot current;
    private long reportedWaitNanos;

    /**
     * Starts its threads: as many compressors as there are processors but one, at least one.
     *
     * @param digest digests the content; complete when the end of this stream was read
     * @throws IOException when zstd cannot be used here
     */
    public RecordCompressor(InputStream source, Compression compression, MessageDigest digest) throws IOException {
        this(source, compression, digest, Runtime.getRuntime().availableProcessors() - 1);
    }

    RecordCompressor(InputStream source, Compression compression, MessageDigest digest, int compressors)
            throws IOException {
        this.source = source;
        this.digest = digest;
        this.control = new LevelControl(compression.level(), System.nanoTime());
        int count = Math.max(1, Math.min(MAX_THREADS, compressors));
        int slots = 2 * count + 2;
        this.free = new ArrayBlockingQueue<>(slots);
        this.toCompress = new LinkedBlockingQueue<>();
        this.inOrder = new LinkedBlockingQueue<>();
        List<Zstd.Compressor> contexts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            contexts.add(new Zstd.Compressor());
        }
        for (int i = 0; i < slots; i++) {
            free.add(Slot.forRecord());
        }
        contexts.forEach(zstd -> start("ka-relay-zstd", () -> compress(zstd)));
        start("ka-relay-zstd-read", this::readAll);
    }

    private void start(String name, Runnable run) {
        Thread thread = new Thread(run, name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** How much of the source was read. Any thread. */
    public long contentBytes() {
        return contentBytes;
    }

    /** The level of zstd at the moment, 0 when records are stored. Any thread. */
    public int level() {
        return control.level().zstd();
    }

    private void readAll() {
        try {
            byte[] bytes = new byte[MIN_CONTENT_BYTES];
            while (!closed && fill(bytes)) {
                // until the end of the source
            }
            last.ready();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        } catch (IOException | RuntimeException | Error e) {
            last.failed(e);
        } finally {
            inOrder.add(last);
        }
    }

    /** Fills a slot and sends it on; false at the end of the source. */
    private boolean fill(byte[] bytes) throws IOException, InterruptedException {
        Slot slot = takeFree();
        slot.content.clear();
        boolean isEnd = false;
        while (slot.content.hasRemaining() && !isEnd) {
            int count = source.read(bytes, 0, Math.min(bytes.length, slot.content.remaining()));
            isEnd = count < 0;
            if (count > 0) {
                digest.update(bytes, 0, count);
                slot.content.put(bytes, 0, count);
            }
            if (slot.content.position() >= MIN_CONTENT_BYTES && source.available() == 0) {
                break;
            }
        }
        contentBytes += slot.content.position();
        if (slot.content.position() > 0) {
            slot.filled(slot.content.position());
            inOrder.add(slot);
            toCompress.add(slot);
        }
        return !isEnd;
    }

    private Slot takeFree() throws InterruptedException {
        Slot slot = free.poll();
        if (slot != null) {
            return slot;
        }
        long start = System.nanoTime();
        slot = free.take();
        readerWaitedNanos.addAndGet(System.nanoTime() - start);
        return slot;
    }

    private void compress(Zstd.Compressor zstd) {
        try (zstd) {
            while (!closed) {
                compress(toCompress.take(), zstd);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void compress(Slot slot, Zstd.Compressor zstd) {
        try {
            slot.compress(zstd, control.level());
            slot.ready();
        } catch (IOException | RuntimeException | Error e) {
            slot.failed(e);
        }
    }

    /** True when there is a record to read from; false at the end. */
    private boolean hasCurrent() throws IOException {
        while (current == null || !current.carried.hasRemaining()) {
            if (current == last) {
                return false;
            }
            if (current != null) {
                free.add(current);
                current = null;
            }
            current = next();
        }
        return true;
    }

    private Slot next() throws IOException {
        try {
            Slot slot = inOrder.take();
            long wireIdleNanos = 0;
            if (!slot.isReady()) {
                boolean areAllBusy = !toCompress.isEmpty();
                long start = System.nanoTime();
                slot.awaitReady();
                wireIdleNanos = areAllBusy ? System.nanoTime() - start : 0;
            }
            slot.throwFailure();
            tellControl(slot, wireIdleNanos);
            return slot;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** The reader waits for a slot in either case: while the wire is idle, the compressors are what it waits for. */
    private void tellControl(Slot slot, long wireIdleNanos) {
        long waited = readerWaitedNanos.get();
        long idle = Math.max(0, waited - reportedWaitNanos - wireIdleNanos);
        reportedWaitNanos = waited;
        control.passed(
                new LevelControl.Flow(slot.contentLength(), slot.carried.remaining(), wireIdleNanos, idle),
                System.nanoTime());
    }

    @Override
    public int read() throws IOException {
        return hasCurrent() ? current.carried.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!hasCurrent()) {
            return -1;
        }
        int count = Math.min(length, current.carried.remaining());
        current.carried.get(into, offset, count);
        return count;
    }

    /** How much can be read without a wait. */
    @Override
    public int available() {
        if (current != null && current.carried.hasRemaining()) {
            return current.carried.remaining();
        }
        Slot next = inOrder.peek();
        return next != null && next != last && next.isReady() ? 1 : 0;
    }

    /** Ends its threads, and closes the source. */
    @Override
    public void close() throws IOException {
        closed = true;
        threads.forEach(Thread::interrupt);
        source.close();
    }

    /** The digest of the content. Only when the end of this stream was read. */
    public StreamDigest digest() {
        return StreamDigest.of(digest.digest());
    }
}
