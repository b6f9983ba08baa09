package org.kaappliance.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that knows the server and no session. */
@Timeout(60)
class AnySessionTest {
    private LoopbackFleet fleet;

    @BeforeEach
    void open() throws Exception {
        fleet = new LoopbackFleet();
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    private ReceiveSpec any(int index) {
        return fleet.spec(ReceiveSpec.ANY_SESSION, index);
    }

    @Test
    void a_node_that_asks_for_any_session_takes_part_in_the_only_one() throws Exception {
        byte[] stream = LoopbackFleet.bytes(100_000, 1);
        SendSession session =
                fleet.server.start(SendSpec.of("only", 1), LoopbackFleet.source(stream), SendListener.none());
        LoopbackFleet.Node node = fleet.join(any(1), new LoopbackFleet.MemorySink());
        assertThat(node.await().error()).isEmpty();
        assertThat(node.sink.bytes.toByteArray()).isEqualTo(stream);
        assertThat(session.await().complete()).isTrue();
    }

    @Test
    void with_two_sessions_to_join_nobody_answers() throws Exception {
        fleet.server.start(SendSpec.of("one", 1), LoopbackFleet.source(new byte[1]), SendListener.none());
        fleet.server.start(SendSpec.of("two", 1), LoopbackFleet.source(new byte[1]), SendListener.none());
        LoopbackFleet.Node node =
                fleet.join(any(1).withTries(1, Duration.ofMillis(300)), new LoopbackFleet.MemorySink());
        assertThat(node.await().error().orElseThrow()).contains("no server answers for its only session");
    }

    @Test
    void no_session_is_called_like_the_question() {
        assertThatThrownBy(() -> SendSpec.of("*", 1)).hasMessageContaining("*");
    }
}
