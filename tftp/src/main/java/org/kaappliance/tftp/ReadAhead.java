package org.kaappliance.tftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Brings a file that was just asked for from the disk into the page cache, in order and ahead of its transfers: they read it on the
 * event loop, which must not wait for a disk. The disk is read once, however many transfers follow. Safe for any thread.
 */
final class ReadAhead {
    /** Of one file. A longer one is slower over any network than from any disk, so the kernel's own read-ahead will do. */
    private static final long MAX_BYTES = 1L << 30;

    private static final int FILES_WAITING = 64;
    private static final int CHUNK_BYTES = 1 << 20;

    private final ThreadPoolExecutor reader = new ThreadPoolExecutor(
            1,
            1,
            5,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(FILES_WAITING),
            work -> {
                Thread thread = new Thread(work, "tftp-read-ahead");
                thread.setDaemon(true);
                return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy()); // then it is read when it is needed

    ReadAhead() {
        reader.allowCoreThreadTimeOut(true);
    }

    void of(Content content) {
        reader.execute(() -> read(content));
    }

    private static void read(Content content) {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        long end = Math.min(MAX_BYTES, content.sizeBytes());
        try {
            for (long at = 0; at < end; at += CHUNK_BYTES) {
                chunk.clear().limit((int) Math.min(CHUNK_BYTES, end - at));
                content.read(at, chunk);
            }
        } catch (IOException e) {
            // the transfers will find out, and say so
        }
    }
}
