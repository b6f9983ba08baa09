package org.kaappliance.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.relay.LoopbackFleet.LIMIT;
import static org.kaappliance.relay.LoopbackFleet.bytes;
import static org.kaappliance.relay.LoopbackFleet.source;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.ByteSize;

class CompressedSessionTest {
    private static SendSpec spec(String session, int nodes) {
        return SendSpec.of(session, nodes).withCompression(new Compression(3));
    }

    /** Words of few letters: about a third of it is carried. */
    static byte[] compressible(int length, long seed) {
        byte[] bytes = new byte[length];
        Random random = new Random(seed);
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) "etaoin shrdlu".charAt((int) Math.min(12, Math.abs(random.nextGaussian() * 3)));
        }
        return bytes;
    }

    @Test
    void every_node_gets_the_content_whether_it_can_be_compressed_or_not() throws Exception {
        byte[] stream = bytes(12_000_003, 1);
        System.arraycopy(compressible(6_000_000, 2), 0, stream, 3_000_000, 6_000_000);
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            SendSession session = fleet.server.start(spec("s", 3), source(stream), SendListener.none());
            List<LoopbackFleet.Node> nodes = fleet.joinAll("s", 3);
            SendResult result = session.awaitFor(LIMIT).orElseThrow();
            assertThat(result.complete()).as(result.toString()).isTrue();
            for (LoopbackFleet.Node node : nodes) {
                ReceiveResult received = node.await();
                assertThat(received.error()).isEmpty();
                assertThat(received.bytes()).as("bytes of the content").isEqualTo(stream.length);
                assertThat(node.sink.bytes.toByteArray()).isEqualTo(stream);
                assertThat(node.sink.finished).isTrue();
            }
        }
    }

    @Test
    void the_owner_hears_how_much_content_is_read_beside_how_much_is_carried() throws Exception {
        byte[] stream = compressible(9_000_000, 3);
        List<SendEvent> events = new CopyOnWriteArrayList<>();
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            SendSession session = fleet.server.start(spec("s", 1), source(stream), events::add);
            fleet.join("s", 1);
            SendResult result = session.awaitFor(LIMIT).orElseThrow();
            assertThat(result.contentBytes()).isEqualTo(stream.length);
            assertThat(result.bytes()).isBetween(1L, stream.length / 2L);
            assertThat(result.contentOf(result.nodes().get(0).receivedBytes())).isEqualTo(stream.length);
            assertThat(events)
                    .filteredOn(SendEvent.Progress.class::isInstance)
                    .last()
                    .satisfies(event -> assertThat(((SendEvent.Progress) event).contentBytes())
                            .isEqualTo(stream.length));
        }
    }

    @Test
    void an_empty_stream_is_complete() throws Exception {
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            SendSession session = fleet.server.start(spec("s", 1), source(new byte[0]), SendListener.none());
            LoopbackFleet.Node node = fleet.join("s", 1);
            assertThat(session.awaitFor(LIMIT).orElseThrow().complete()).isTrue();
            assertThat(node.await().complete()).isTrue();
        }
    }

    @Test
    void a_source_command_that_fails_half_way_completes_nobody() throws Exception {
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            CommandSource source = new CommandSource("head -c 3000000 /dev/zero; echo the disk is broken >&2; exit 3");
            SendSession session = fleet.server.start(spec("s", 1), source, SendListener.none());
            LoopbackFleet.Node node = fleet.join("s", 1);
            assertThat(session.awaitFor(LIMIT).orElseThrow().error())
                    .contains("source failed: the command exited with 3: the disk is broken");
            assertThat(node.await().complete()).isFalse();
            assertThat(node.sink.finished).isFalse();
        }
    }

    @Test
    void what_late_nodes_cannot_have_any_more_is_told_once() throws Exception {
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            Keep little = new Keep(ByteSize.ofMebibytes(1), Optional.empty());
            List<SendEvent> events = new CopyOnWriteArrayList<>();
            SendSession session =
                    fleet.server.start(SendSpec.of("s", 1).withKeep(little), source(bytes(3_000_000, 1)), events::add);
            fleet.join("s", 1);
            assertThat(session.awaitFor(LIMIT).orElseThrow().complete()).isTrue();
            assertThat(events)
                    .filteredOn(SendEvent.Notice.class::isInstance)
                    .containsExactly(
                            new SendEvent.Notice(
                                    "nodes that come late or come back cannot catch up any more: the stream is longer than the 1MiB of it that are kept in memory, and there is no spool"));
        }
    }
}
