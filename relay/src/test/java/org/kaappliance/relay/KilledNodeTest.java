package org.kaappliance.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.relay.LoopbackFleet.LIMIT;
import static org.kaappliance.relay.LoopbackFleet.bytes;
import static org.kaappliance.relay.LoopbackFleet.gated;
import static org.kaappliance.relay.LoopbackFleet.name;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KilledNodeTest {
    private static final int NODES = 5;
    private static final int STREAM_BYTES = 16 << 20;

    /** Kills nodes once, as soon as all have received a part of the stream, and lets the second half come when they are dead. */
    private static final class Killer implements SendListener {
        private final LoopbackFleet fleet;
        private final List<String> victims;
        private final CountDownLatch secondHalf = new CountDownLatch(1);

        Killer(LoopbackFleet fleet, List<String> victims) {
            this.fleet = fleet;
            this.victims = victims;
        }

        @Override
        public void on(SendEvent event) {
            if (event instanceof SendEvent.Progress progress
                    && secondHalf.getCount() > 0
                    && progress.receivedBytes().values().stream().allMatch(bytes -> bytes > 0)) {
                victims.forEach(victim -> fleet.nodes.get(victim).kill());
                victims.forEach(this::awaitDeath);
                secondHalf.countDown();
            }
        }

        private void awaitDeath(String victim) {
            try {
                fleet.nodes.get(victim).awaitDeath();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "the first, 1",
        "one in the middle, 3",
        "the last, 5",
        "two neighbours, 2 3",
        "the first two, 1 2",
        "the last two, 4 5",
        "every second, 2 4",
        "all but the last, 1 2 3 4"
    })
    void survivors_of_a_kill_get_the_exact_stream(String which, String victimNumbers) throws Exception {
        List<String> victims = Stream.of(victimNumbers.split(" "))
                .map(n -> name(Integer.parseInt(n)))
                .toList();
        byte[] stream = bytes(STREAM_BYTES, 7);
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            Killer killer = new Killer(fleet, victims);
            SendSpec spec = SendSpec.of("s", NODES).withMaxBytesPerSecond(12 << 20);
            SendSession session = fleet.server.start(spec, gated(stream, killer.secondHalf), killer);
            fleet.joinAll("s", NODES);
            SendResult result = session.awaitFor(LIMIT).orElseThrow();
            assertThat(result.error()).isEmpty();
            for (NodeOutcome outcome : result.nodes()) {
                assertThat(outcome.complete()).as(outcome.toString()).isEqualTo(!victims.contains(outcome.nodeId()));
                if (outcome.complete()) {
                    LoopbackFleet.Node node = fleet.nodes.get(outcome.nodeId());
                    assertThat(node.await().error()).isEmpty();
                    assertThat(node.sink.bytes.toByteArray()).isEqualTo(stream);
                }
            }
        }
    }

    @Test
    void the_result_comes_when_all_nodes_were_killed() throws Exception {
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            Killer killer = new Killer(fleet, List.of(name(1), name(2)));
            SendSpec spec = SendSpec.of("s", 2).withMaxBytesPerSecond(12 << 20);
            SendSession session = fleet.server.start(spec, gated(bytes(STREAM_BYTES, 7), killer.secondHalf), killer);
            fleet.joinAll("s", 2);
            SendResult result = session.awaitFor(LIMIT).orElseThrow();
            assertThat(result.error()).contains("no node is left");
            assertThat(result.nodes()).noneMatch(NodeOutcome::complete);
        }
    }
}
