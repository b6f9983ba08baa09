package org.kaappliance.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kaappliance.relay.LoopbackFleet.LIMIT;
import static org.kaappliance.relay.LoopbackFleet.bytes;
import static org.kaappliance.relay.LoopbackFleet.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kaappliance.relay.LoopbackFleet.MemorySink;
import org.kaappliance.relay.LoopbackFleet.Node;

class FailingEndsTest {
    private static final class FullDisk extends MemorySink {
        @Override
        public void write(ByteBuffer chunk) throws IOException {
            if (bytes.size() > 3_000_000) {
                throw new IOException("No space left on device");
            }
            super.write(chunk);
        }
    }

    @Test
    void a_sink_that_fails_fails_its_node_and_not_the_chain() throws Exception {
        byte[] stream = bytes(12_000_000, 1);
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            SendSession session = fleet.server.start(SendSpec.of("s", 3), source(stream), SendListener.none());
            Node first = fleet.join("s", 1);
            Node full = fleet.join(fleet.spec("s", 2), new FullDisk());
            Node last = fleet.join("s", 3);
            SendResult result = session.awaitFor(LIMIT).orElseThrow();
            assertThat(result.error()).isEmpty();
            assertThat(result.nodes().get(1).failure()).contains("sink failed: No space left on device");
            assertThat(full.await().error()).contains("sink failed: No space left on device");
            assertThat(full.sink.aborted).contains("No space left");
            for (Node good : List.of(first, last)) {
                assertThat(good.await().error()).isEmpty();
                assertThat(good.sink.bytes.toByteArray()).isEqualTo(stream);
            }
        }
    }

    @Test
    void a_source_command_that_fails_half_way_completes_nobody() throws Exception {
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            CommandSource source = new CommandSource("head -c 3000000 /dev/zero; echo the disk is broken >&2; exit 3");
            SendSession session = fleet.server.start(SendSpec.of("s", 2), source, SendListener.none());
            List<Node> nodes = fleet.joinAll("s", 2);
            SendResult result = session.awaitFor(LIMIT).orElseThrow();
            assertThat(result.error()).contains("source failed: the command exited with 3: the disk is broken");
            for (Node node : nodes) {
                assertThat(node.await().error())
                        .contains("source failed: the command exited with 3: the disk is broken");
                assertThat(node.sink.finished).isFalse();
                assertThat(node.sink.aborted).contains("the disk is broken");
            }
        }
    }

    @Test
    void a_wrong_credential_is_refused_with_the_reason() throws Exception {
        Admission admission =
                hello -> hello.credential().equals("right") ? Verdict.accepted() : Verdict.refused("wrong credential");
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            SendSpec spec = SendSpec.of("s", 1).withAdmission(admission);
            SendSession session = fleet.server.start(spec, source(bytes(100_000, 1)), SendListener.none());
            Node stranger = fleet.join(fleet.spec("s", 1).withCredential("wrong"), new MemorySink());
            assertThat(stranger.await().error()).contains("refused: wrong credential");
            Node right = fleet.join(fleet.spec("s", 2).withCredential("right"), new MemorySink());
            assertThat(right.await().error()).isEmpty();
            SendResult result = session.awaitFor(LIMIT).orElseThrow();
            assertThat(result.complete()).isTrue();
            assertThat(result.nodes()).hasSize(1);
        }
    }

    @Test
    void nobody_answers_for_a_session_that_is_not_open() throws Exception {
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            fleet.server.start(SendSpec.of("s", 1), source(new byte[1]), SendListener.none());
            ReceiveSpec spec = fleet.spec("other", 1).withTries(2, Duration.ofMillis(100));
            ReceiveResult result = fleet.join(spec, new MemorySink()).await();
            assertThat(result.error()).contains("no server answers for session other (asked 2 times)");
        }
    }

    @Test
    void a_session_to_which_nobody_comes_fails_when_the_wait_is_over() throws Exception {
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            SendSpec spec = SendSpec.of("s", 1).withWait(Duration.ofMillis(200));
            SendSession session = fleet.server.start(spec, source(new byte[1]), SendListener.none());
            assertThat(session.awaitFor(LIMIT).orElseThrow().error()).contains("no node joined within 0.2 s");
        }
    }

    private static SendListener tellsWhenOneJoined(CountDownLatch joined) {
        return event -> {
            if (event instanceof SendEvent.Joined) {
                joined.countDown();
            }
        };
    }

    @Test
    void it_starts_without_a_node_that_was_forgotten() throws Exception {
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            CountDownLatch joined = new CountDownLatch(1);
            SendSession session =
                    fleet.server.start(SendSpec.of("s", 2), source(new byte[9]), tellsWhenOneJoined(joined));
            fleet.join("s", 1);
            assertThat(joined.await(10, TimeUnit.SECONDS)).isTrue();
            session.forget("node-02");
            assertThat(session.awaitFor(LIMIT).orElseThrow().complete()).isTrue();
        }
    }

    @Test
    void closing_the_server_ends_its_sessions_and_frees_its_ports() throws Exception {
        LoopbackFleet fleet = new LoopbackFleet();
        CountDownLatch joined = new CountDownLatch(1);
        SendSession session = fleet.server.start(SendSpec.of("s", 2), source(new byte[1]), tellsWhenOneJoined(joined));
        Node waiting = fleet.join("s", 1);
        assertThat(joined.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(session.awaitFor(Duration.ZERO)).isEmpty();
        fleet.server.close();
        assertThat(session.await().error()).contains("the server is closing");
        assertThat(waiting.await().error()).contains("the server is closing");
        RelayServer.open(LoopbackFleet.SERVER, fleet.server.ports()).close();
        assertThatThrownBy(() -> fleet.server.start(SendSpec.of("t", 1), source(new byte[1]), SendListener.none()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void two_sessions_are_open_at_once() throws Exception {
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            byte[] one = bytes(5_000_000, 1);
            byte[] two = bytes(6_000_000, 2);
            SendSession a = fleet.server.start(SendSpec.of("a", 2), source(one), SendListener.none());
            SendSession b = fleet.server.start(SendSpec.of("b", 2), source(two), SendListener.none());
            assertThatThrownBy(() -> fleet.server.start(SendSpec.of("a", 1), source(one), SendListener.none()))
                    .hasMessageContaining("already open");
            Node a1 = fleet.join("a", 1);
            Node b1 = fleet.join("b", 2);
            Node a2 = fleet.join("a", 3);
            Node b2 = fleet.join("b", 4);
            assertThat(a.awaitFor(LIMIT).orElseThrow().complete()).isTrue();
            assertThat(b.awaitFor(LIMIT).orElseThrow().complete()).isTrue();
            for (Node node : List.of(a1, a2, b1, b2)) {
                assertThat(node.await().complete()).isTrue();
            }
            assertThat(a2.sink.bytes.toByteArray()).isEqualTo(one);
            assertThat(b2.sink.bytes.toByteArray()).isEqualTo(two);
        }
    }
}
