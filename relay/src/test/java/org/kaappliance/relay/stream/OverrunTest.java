package org.kaappliance.relay.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.relay.wire.BlockHeader;
import org.kaappliance.relay.wire.Message.Pace;
import org.kaappliance.relay.wire.StreamDigest;

/** One writer at full speed; readers that hold it, and readers that are overrun again and again in the middle of a read. */
class OverrunTest {
    private static final int CHUNK = Chunk.BYTES;
    private static final long TOTAL = 400L * CHUNK;

    private final StreamBuffer buffer = new StreamBuffer(17L * CHUNK);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicLong overruns = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();

    private interface Part {
        void run() throws Exception;
    }

    private void start(Part part) {
        Thread thread = new Thread(() -> {
            try {
                part.run();
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            }
        });
        threads.add(thread);
        thread.start();
    }

    /** What the byte at that position of the stream is. */
    private static byte byteAt(long position) {
        return (byte) (position * 31 + (position >> 11) * 7 + (position >> 18));
    }

    private void write(long seed) throws InterruptedException {
        Random random = new Random(seed);
        byte[] bytes = new byte[CHUNK];
        while (buffer.end() < TOTAL) {
            int room = CHUNK - (int) (buffer.end() % CHUNK);
            int length = Math.min(room, BlockHeader.MIN_BLOCK_BYTES + random.nextInt(CHUNK));
            for (int i = 0; i < length; i++) {
                bytes[i] = byteAt(buffer.end() + i);
            }
            ByteBuffer slot =
                    buffer.reserve(length, () -> failure.get() != null).orElseThrow();
            slot.put(bytes, 0, length);
            buffer.commit(length, BlockHeader.crcOf(slot.flip()));
        }
        buffer.finish(new StreamDigest("00".repeat(32)));
    }

    private void read(Pace pace, long seed) throws InterruptedException {
        Random random = new Random(seed);
        Cursor cursor = buffer.openForChild(0, pace);
        while (buffer.position(cursor) < TOTAL && failure.get() == null) {
            Optional<Slice> next = buffer.next(cursor, Duration.ofMillis(20).toNanos());
            if (next.isPresent()) {
                check(next.get(), random, pace);
                buffer.advance(cursor, next.get());
            } else if (buffer.isOverrun(cursor)) {
                overruns.incrementAndGet();
                assertThat(pace).isEqualTo(Pace.MAY_FALL_BEHIND);
                buffer.seek(cursor, buffer.oldest() + random.nextInt(2 * CHUNK));
            }
        }
        buffer.close(cursor);
        buffer.letGo(cursor);
    }

    /** Now and then looks only when the writer is past it by a whole window. */
    private void check(Slice slice, Random random, Pace pace) {
        if (pace == Pace.MAY_FALL_BEHIND && random.nextInt(8) == 0) {
            while (buffer.oldest() <= slice.header().offset() && buffer.end() < TOTAL && failure.get() == null) {
                LockSupport.parkNanos(100_000);
            }
        }
        assertThat(BlockHeader.crcOf(slice.payload())).isEqualTo(slice.header().crc());
        long position = slice.header().offset();
        for (int i = 0; i < slice.header().length(); i += 97) {
            if (slice.payload().get(i) != byteAt(position + i)) {
                throw new AssertionError("byte " + (position + i) + " is another one");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void nobody_ever_reads_bytes_that_are_not_those_of_its_position(long seed) throws Exception {
        start(() -> read(Pace.HOLDS, seed));
        for (int i = 0; i < 4; i++) {
            long own = seed * 10 + i;
            start(() -> read(Pace.MAY_FALL_BEHIND, own));
        }
        start(() -> write(seed));
        for (Thread thread : threads) {
            thread.join(60_000);
            assertThat(thread.isAlive()).as("seed %s", seed).isFalse();
        }
        assertThat(failure.get()).as("seed %s", seed).isNull();
        assertThat(overruns.get()).as("the test tests something").isPositive();
        buffer.close();
        buffer.release();
    }
}
