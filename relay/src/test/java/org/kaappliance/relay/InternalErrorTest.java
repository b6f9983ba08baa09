package org.kaappliance.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.relay.LoopbackFleet.LIMIT;
import static org.kaappliance.relay.LoopbackFleet.bytes;
import static org.kaappliance.relay.LoopbackFleet.source;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** An Error on one of our threads ends the session with a result: nobody waits for a thread that is gone. */
class InternalErrorTest {
    @Test
    void a_source_that_dies_of_an_error_fails_the_session() throws Exception {
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            StreamSource dying = () -> {
                throw new OutOfMemoryError("test");
            };
            SendSession session = fleet.server.start(SendSpec.of("s", 1), dying, SendListener.none());
            LoopbackFleet.Node node = fleet.join("s", 1);
            assertThat(session.awaitFor(LIMIT).orElseThrow().error()).contains("source failed: test");
            assertThat(node.await().error()).contains("source failed: test");
        }
    }

    @Test
    void a_sink_that_dies_of_an_error_fails_its_node() throws Exception {
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            SendSession session =
                    fleet.server.start(SendSpec.of("s", 1), source(bytes(100_000, 1)), SendListener.none());
            LoopbackFleet.MemorySink dying = new LoopbackFleet.MemorySink() {
                @Override
                public void write(ByteBuffer chunk) {
                    throw new OutOfMemoryError("test");
                }
            };
            LoopbackFleet.Node node = fleet.join(fleet.spec("s", 1), dying);
            assertThat(node.await().error()).contains("sink failed: test");
            assertThat(session.awaitFor(LIMIT).orElseThrow().nodes().get(0).failure())
                    .contains("sink failed: test");
            assertThat(dying.aborted).isEqualTo("sink failed: test");
        }
    }

    @Test
    void a_session_that_dies_of_an_error_has_a_result_and_its_name_is_free() throws Exception {
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            Admission dying = hello -> {
                throw new OutOfMemoryError("test");
            };
            SendSession session =
                    fleet.server.start(SendSpec.of("s", 1).withAdmission(dying), source(bytes(9, 1)), event -> {
                        throw new StackOverflowError("the listener dies, too");
                    });
            fleet.join("s", 1);
            assertThat(session.awaitFor(LIMIT).orElseThrow().error())
                    .contains("internal error: java.lang.OutOfMemoryError: test");
            fleet.server.start(SendSpec.of("s", 1), source(bytes(9, 1)), SendListener.none());
        }
    }
}
