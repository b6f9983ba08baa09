package org.kaappliance.relay.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.security.MessageDigest;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.kaappliance.relay.Compression;

class RecordCompressorTest {
    private static RecordCompressor compressor(InputStream source) throws Exception {
        return new RecordCompressor(source, new Compression(3), MessageDigest.getInstance("SHA-256"), 2);
    }

    @Test
    void a_source_that_fails_fails_the_stream_behind_what_came_before() throws Exception {
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the disk is broken");
            }
        };
        InputStream source = new SequenceInputStream(new ByteArrayInputStream(new byte[3 << 20]), failing);
        try (RecordCompressor records = compressor(source)) {
            assertThatThrownBy(records::readAllBytes).hasMessage("the disk is broken");
        }
    }

    @Test
    void it_reads_no_further_ahead_than_its_slots_hold_and_holds_back_nothing() throws Exception {
        AtomicLong read = new AtomicLong();
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                read.addAndGet(length);
                return length;
            }

            @Override
            public int available() {
                return 1;
            }
        };
        try (RecordCompressor records = compressor(endless)) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (read.get() < 6L << 20 && System.nanoTime() < deadline) {
                LockSupport.parkNanos(1_000_000);
            }
            assertThat(records.read(new byte[1])).isOne();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            assertThat(read.get()).as("6 slots of 1 MiB").isEqualTo(6L << 20);
        }
    }

    @Test
    void what_a_source_has_given_goes_on_its_way_while_the_source_waits() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        InputStream waiting = new InputStream() {
            private boolean given;

            @Override
            public int read() throws IOException {
                throw new IOException("not used");
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (given) {
                    await(closed);
                    return -1;
                }
                given = true;
                return length;
            }

            @Override
            public void close() {
                closed.countDown();
            }
        };
        try (RecordCompressor records = compressor(waiting)) {
            byte[] header = records.readNBytes(RecordHeader.BYTES);
            assertThat(header[0]).isEqualTo((byte) RecordHeader.Codec.ZSTD.ordinal());
        }
        assertThat(closed.getCount()).as("the source is closed with it").isZero();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }
}
