package org.kaappliance.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that is told to leave before the end. */
@Timeout(60)
class LeaveTest {
    private final Leave leave = new Leave();
    private LoopbackFleet fleet;

    @BeforeEach
    void open() throws Exception {
        fleet = new LoopbackFleet();
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    private CompletableFuture<ReceiveResult> receive(ReceiveSpec spec, ReceiveListener listener) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return RelayReceiver.receive(spec, new LoopbackFleet.MemorySink(), listener, leave);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void a_node_that_leaves_is_named_at_the_source_with_its_reason() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        SendSession session = fleet.server.start(
                SendSpec.of("leave", 2),
                LoopbackFleet.gated(LoopbackFleet.bytes(1 << 20, 2), gate),
                SendListener.none());
        LoopbackFleet.Node other = fleet.join("leave", 2);
        CompletableFuture<ReceiveResult> leaving = receive(fleet.spec("leave", 1), event -> {
            if (event instanceof ReceiveEvent.Linked) {
                leave.now("stopped by hand");
            }
        });
        assertThat(leaving.get(20, TimeUnit.SECONDS).error()).contains("stopped by hand");
        gate.countDown();
        assertThat(other.await().error()).isEmpty();
        assertThat(session.await().nodes().get(0).failure().orElseThrow()).contains("stopped by hand");
    }

    @Test
    void a_node_that_still_looks_for_its_server_leaves_at_once() throws Exception {
        ReceiveSpec nobody = fleet.spec("no-such-session", 1).withTries(100, Duration.ofSeconds(5));
        CompletableFuture<ReceiveResult> looking = receive(nobody, ReceiveListener.none());
        leave.now("stopped by hand");
        assertThat(looking.get(4, TimeUnit.SECONDS).error()).contains("stopped by hand");
    }
}
