package org.kaappliance.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.relay.LoopbackFleet.LIMIT;
import static org.kaappliance.relay.LoopbackFleet.bytes;
import static org.kaappliance.relay.LoopbackFleet.source;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackSessionTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8})
    void every_node_of_a_chain_gets_the_exact_stream(int count) throws Exception {
        byte[] stream = bytes(20_000_003, count);
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            SendSession session = fleet.server.start(SendSpec.of("s", count), source(stream), SendListener.none());
            var nodes = fleet.joinAll("s", count);
            SendResult result = session.awaitFor(LIMIT).orElseThrow();
            assertThat(result.complete()).as(result.toString()).isTrue();
            assertThat(result.nodes()).hasSize(count);
            for (LoopbackFleet.Node node : nodes) {
                assertThat(node.await().error()).isEmpty();
                assertThat(node.sink.bytes.toByteArray()).isEqualTo(stream);
                assertThat(node.sink.finished).isTrue();
            }
        }
    }

    @Test
    void an_empty_stream_is_complete() throws Exception {
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            SendSession session = fleet.server.start(SendSpec.of("s", 2), source(new byte[0]), SendListener.none());
            var nodes = fleet.joinAll("s", 2);
            assertThat(session.awaitFor(LIMIT).orElseThrow().complete()).isTrue();
            assertThat(nodes.get(1).await().complete()).isTrue();
            assertThat(nodes.get(1).sink.finished).isTrue();
        }
    }
}
