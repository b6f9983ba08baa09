package org.kaappliance.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.relay.LoopbackFleet.LIMIT;
import static org.kaappliance.relay.LoopbackFleet.bytes;
import static org.kaappliance.relay.LoopbackFleet.gated;
import static org.kaappliance.relay.LoopbackFleet.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ends that hold a session's key, and ends that hold none or another. */
class KeyedSessionTest {
    private static final Trust KEYED = Trust.keyed(key(1));

    private static SessionKey key(long seed) {
        return SessionKey.of(bytes(32, seed));
    }

    private static Trust trust(Trust.Cipher cipher) {
        return cipher == Trust.Cipher.NONE ? KEYED : KEYED.encrypted();
    }

    @ParameterizedTest
    @EnumSource(Trust.Cipher.class)
    void every_node_of_a_chain_gets_the_exact_stream(Trust.Cipher cipher) throws Exception {
        byte[] stream = bytes(20_000_003, 9);
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            SendSpec spec = SendSpec.of("s", 3).withTrust(trust(cipher));
            SendSession session = fleet.server.start(spec, source(stream), SendListener.none());
            List<LoopbackFleet.Node> nodes = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                nodes.add(fleet.join(fleet.spec("s", i).withTrust(KEYED), new LoopbackFleet.MemorySink()));
            }
            SendResult result = session.awaitFor(LIMIT).orElseThrow();
            assertThat(result.complete()).as(result.toString()).isTrue();
            for (LoopbackFleet.Node node : nodes) {
                assertThat(node.await().error()).isEmpty();
                assertThat(node.sink.bytes.toByteArray()).isEqualTo(stream);
            }
        }
    }

    @Test
    void a_chain_with_a_key_closes_around_a_node_that_dies() throws Exception {
        byte[] stream = bytes(12_000_000, 10);
        CountDownLatch gate = new CountDownLatch(1);
        CompletableFuture<Long> moved = new CompletableFuture<>();
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            SendSpec spec = SendSpec.of("s", 3).withTrust(KEYED.encrypted());
            SendSession session = fleet.server.start(spec, gated(stream, gate), SendListener.none());
            fleet.join(fleet.spec("s", 1).withTrust(KEYED), new LoopbackFleet.MemorySink());
            LoopbackFleet.Node second = fleet.join(fleet.spec("s", 2).withTrust(KEYED), new LoopbackFleet.MemorySink());
            LoopbackFleet.Node third =
                    fleet.join(fleet.spec("s", 3).withTrust(KEYED), new LoopbackFleet.MemorySink(), event -> {
                        if (event instanceof ReceiveEvent.Progress progress && progress.receivedBytes() > 0) {
                            moved.complete(progress.receivedBytes());
                        }
                    });
            moved.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            second.kill();
            second.awaitDeath();
            gate.countDown();
            assertThat(session.awaitFor(LIMIT).orElseThrow().error()).isEmpty();
            assertThat(third.await().error()).isEmpty();
            assertThat(third.sink.bytes.toByteArray()).isEqualTo(stream);
        }
    }

    /** Starts a session for one node and says what became of a node that does not hold its key, and of one that does. */
    private static String errorOf(Trust ofSession, Trust ofStranger) throws Exception {
        byte[] stream = bytes(1_000_000, 11);
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            SendSpec spec = SendSpec.of("s", 1).withTrust(ofSession);
            SendSession session = fleet.server.start(spec, source(stream), SendListener.none());
            ReceiveSpec strange = fleet.spec("s", 7).withTrust(ofStranger).withTries(1, Duration.ofMillis(500));
            LoopbackFleet.Node stranger = fleet.join(strange, new LoopbackFleet.MemorySink());
            String error = stranger.await().error().orElseThrow();
            assertThat(stranger.sink.bytes.size()).isZero();
            LoopbackFleet.Node node =
                    fleet.join(fleet.spec("s", 1).withTrust(ofSession), new LoopbackFleet.MemorySink());
            assertThat(session.awaitFor(LIMIT).orElseThrow().complete()).isTrue();
            assertThat(node.await().error()).isEmpty();
            return error;
        }
    }

    @Test
    void a_node_without_a_key_does_not_get_in_and_is_told_why() throws Exception {
        assertThat(errorOf(KEYED, Trust.OPEN)).isEqualTo("refused: session s needs a key");
    }

    @Test
    void a_node_with_another_key_does_not_get_in_and_says_why() throws Exception {
        assertThat(errorOf(KEYED, Trust.keyed(key(2))))
                .isEqualTo("no server answers for session s (asked 1 times); 127.0.0.1 answers, but does not hold the"
                        + " session's key");
    }

    @Test
    void go_with_another_key_names_who_answered_without_proof() throws Exception {
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            SendSpec spec = SendSpec.of("s", 2).withTrust(KEYED);
            SendSession session = fleet.server.start(spec, source(bytes(10, 12)), SendListener.none());
            ReceiveSpec strange =
                    fleet.spec("s", 7).withTrust(Trust.keyed(key(2))).withTries(1, Duration.ofMillis(500));
            assertThat(RelayReceiver.go(strange).orElseThrow())
                    .endsWith("127.0.0.1 answers, but does not hold the session's key");
            session.cancel("over");
        }
    }

    @Test
    void a_node_with_a_key_does_not_join_a_session_without_one() throws Exception {
        assertThat(errorOf(Trust.OPEN, KEYED)).contains("127.0.0.1 answers, but does not hold the session's key");
    }

    @Test
    void a_node_that_wants_the_stream_encrypted_does_not_take_it_otherwise() throws Exception {
        assertThat(errorOf(KEYED, KEYED.encrypted())).contains("127.0.0.1 does not encrypt the stream");
    }
}
