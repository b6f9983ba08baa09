package org.kaappliance.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.relay.LoopbackFleet.bytes;
import static org.kaappliance.relay.LoopbackFleet.source;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.ByteSize;

/** A node tells for how long its sink was so far behind that it took nothing. */
class HeldBySinkTest {
    private static final int WINDOW_MEBIBYTES = 16;
    private static final int STREAM_BYTES = 3 * WINDOW_MEBIBYTES << 20;

    @Test
    void a_sink_that_waits_until_the_window_is_full_held_the_node() throws Exception {
        CountDownLatch full = new CountDownLatch(1);
        AtomicLong before = new AtomicLong(-1);
        ReceiveListener stands = event -> {
            if (event instanceof ReceiveEvent.Progress progress && progress.receivedBytes() > 0) {
                if (before.getAndSet(progress.receivedBytes()) == progress.receivedBytes()) {
                    full.countDown();
                }
            }
        };

        LoopbackFleet.MemorySink waiting = new LoopbackFleet.MemorySink();
        waiting.beforeWrite = chunk -> {
            awaitUninterruptibly(full);
            return chunk;
        };

        assertThat(receive(STREAM_BYTES, waiting, stands).sinkHeld()).isPositive();
    }

    @Test
    void a_sink_that_keeps_up_held_nobody() throws Exception {
        assertThat(receive(1 << 20, new LoopbackFleet.MemorySink(), ReceiveListener.none())
                        .sinkHeld())
                .isZero();
    }

    private static ReceiveResult receive(int streamBytes, LoopbackFleet.MemorySink sink, ReceiveListener listener)
            throws Exception {
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            fleet.server.start(SendSpec.of("s", 1), source(bytes(streamBytes, 1)), SendListener.none());
            ReceiveSpec spec = fleet.spec("s", 1).withWindow(ByteSize.ofMebibytes(WINDOW_MEBIBYTES));
            ReceiveResult result = fleet.join(spec, sink, listener).await();
            assertThat(result.error()).isEmpty();
            return result;
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
