package org.kaappliance.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.relay.LoopbackFleet.LIMIT;
import static org.kaappliance.relay.LoopbackFleet.bytes;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.config.ByteSize;

class LateNodeTest {
    @ParameterizedTest
    @ValueSource(strings = {"none", "zstd"})
    void a_node_that_comes_when_the_window_has_left_the_beginning_gets_it_from_what_is_kept(String compression)
            throws Exception {
        byte[] stream = bytes(60_000_000, 1);
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch half = new CountDownLatch(1);
        SendListener listener = event -> {
            if (event instanceof SendEvent.Progress progress && progress.sentBytes() > 25_000_000) {
                half.countDown();
            }
        };
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            SendSpec spec = SendSpec.of("s", 1)
                    .withWindow(ByteSize.ofMebibytes(16))
                    .withCompression(Compression.parse(compression));
            SendSession session = fleet.server.start(spec, LoopbackFleet.gated(stream, gate), listener);
            LoopbackFleet.Node first = fleet.join("s", 1);
            assertThat(half.await(20, TimeUnit.SECONDS)).isTrue();
            LoopbackFleet.Node late = fleet.join("s", 2);
            late.sink.beforeWrite = chunk -> {
                gate.countDown();
                return chunk;
            };
            SendResult result = session.awaitFor(LIMIT).orElseThrow();
            assertThat(result.complete()).as(result.toString()).isTrue();
            assertThat(result.nodes()).hasSize(2);
            assertThat(first.await().error()).isEmpty();
            assertThat(late.await().error()).isEmpty();
            assertThat(late.sink.bytes.toByteArray()).isEqualTo(stream);
        }
    }
}
