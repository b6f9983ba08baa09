package org.kaappliance.appliance.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.kaappliance.dhcp.lease.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of the lease log that is written to. Confined to one thread; old files are merged beside it. */
final class LeaseLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseLog.class);
    /** 700,000 records, read in less than a second at start. */
    private static final long SEGMENT_BYTES = 16L << 20;

    private final LeaseSegments segments;
    private final long segmentBytes;
    private final ExecutorService merging = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "ka-leases-merge");
        thread.setDaemon(true);
        return thread;
    });
    private ByteBuffer buffer = ByteBuffer.allocateDirect(LeaseRecord.LENGTH * 1024);
    private int number;
    private FileChannel file;
    private long position;
    private Tail tail = Tail.GOOD;

    /** What stands behind {@link #position}. */
    private enum Tail {
        /** Nothing. */
        GOOD,
        /** What a write has left that failed: whole records, perhaps, which must not outlive newer ones. */
        TO_BE_CUT,
        /** The same, and what is written to the file after a failed flush may be lost without a word. */
        LOST
    }

    LeaseLog(LeaseSegments segments) throws IOException {
        this(segments, SEGMENT_BYTES);
    }

    /** @param segmentBytes how long a file grows before the next one begins */
    LeaseLog(LeaseSegments segments, long segmentBytes) throws IOException {
        this.segments = segments;
        this.segmentBytes = segmentBytes;
        var files = segments.files();
        this.number = files.isEmpty() ? 1 : files.lastKey() + 1;
        this.file = segments.create(number);
        if (files.size() > 1) {
            mergeUpTo(number - 1);
        }
    }

    /** Returns when the leases are on the disk. When it fails some may be there, until the next call takes them away. */
    void append(List<Lease> leases) throws IOException {
        if (leases.size() * LeaseRecord.LENGTH > buffer.capacity()) {
            buffer = ByteBuffer.allocateDirect(2 * leases.size() * LeaseRecord.LENGTH);
        }
        buffer.clear();
        leases.forEach(lease -> LeaseRecord.write(lease, buffer));
        buffer.flip();
        repair();
        long end = position;
        tail = Tail.TO_BE_CUT;
        while (buffer.hasRemaining()) {
            end += file.write(buffer, end);
        }
        tail = Tail.LOST;
        file.force(false);
        tail = Tail.GOOD;
        position = end;
        if (position >= segmentBytes) {
            nextSegment();
        }
    }

    private void repair() throws IOException {
        if (tail == Tail.GOOD) {
            return;
        }
        try (FileChannel again = FileChannel.open(segments.file(number), StandardOpenOption.WRITE)) {
            again.truncate(position);
        }
        if (tail == Tail.LOST || !file.isOpen()) {
            beginSegment();
        }
        tail = Tail.GOOD;
    }

    private void beginSegment() throws IOException {
        FileChannel next = segments.create(number + 1);
        FileChannel before = file;
        file = next;
        position = 0;
        number++;
        try {
            before.close();
        } catch (IOException e) {
            LOG.warn("closing a file of the lease log: {}", e.toString());
        }
    }

    /** What was appended is on the disk, so a failure here is no reason to refuse it: the old file just grows on. */
    private void nextSegment() {
        try {
            beginSegment();
            mergeUpTo(number - 1);
        } catch (IOException e) {
            LOG.error("the lease log cannot begin a new file: {}", e.toString());
        }
    }

    private void mergeUpTo(int last) {
        merging.execute(() -> {
            try {
                segments.compact(last);
            } catch (IOException | RuntimeException e) {
                LOG.error("old files of the lease log cannot be merged, they stay: {}", e.toString());
            }
        });
    }

    @Override
    public void close() throws IOException {
        merging.shutdown();
        try {
            if (!merging.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("old files of the lease log are still being merged");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        file.close();
    }
}
