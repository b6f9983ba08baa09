package org.kaappliance.relay.kadeploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.relay.kadeploy.Originals.SERVER;
import static org.kaappliance.relay.kadeploy.Originals.bytes;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.relay.NodeOutcome;
import org.kaappliance.relay.RelayServer;
import org.kaappliance.relay.SendListener;
import org.kaappliance.relay.SendResult;
import org.kaappliance.relay.SendSession;
import org.kaappliance.relay.SendSpec;
import org.kaappliance.relay.Trust;
import org.kaappliance.relay.kadeploy.Originals.Program;

/** Original clients that die or hang in the middle of a stream. */
class OriginalFaultsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int DIES_AT = 6_000_000;

    @TempDir
    private Path dir;

    private SendResult run(byte[] stream, List<Program> clients, List<Integer> victims, String fault) throws Exception {
        try (Originals originals = new Originals(dir);
                RelayServer server = RelayServer.open(SERVER, originals.ports)) {
            SendSpec spec =
                    SendSpec.of("s", 4).withTrust(Trust.OPEN.withLegacy()).withMaxBytesPerSecond(12 << 20);
            SendSession session = server.start(spec, () -> new ByteArrayInputStream(stream), SendListener.none());
            for (int i = 1; i <= 4; i++) {
                String at = Integer.toString(victims.contains(i) ? DIES_AT : 0);
                clients.add(originals.client("s", i, "--layout", i % 2 == 0 ? "i386" : "x86-64", fault, at));
            }
            SendResult result = session.awaitFor(LIMIT).orElseThrow();
            for (int i = 1; i <= 4; i++) {
                Program client = clients.get(i - 1);
                if (!victims.contains(i)) {
                    assertThat(client.await()).as(result + client.said()).isZero();
                    assertThat(client.received()).as(client.said()).isEqualTo(stream);
                }
            }
            return result;
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"1", "2", "4", "2 3", "1 3", "1 2 3"})
    void survivors_of_killed_original_clients_get_the_exact_stream(String which) throws Exception {
        List<Integer> victims =
                Stream.of(which.split(" ")).map(Integer::valueOf).toList();
        List<Program> clients = new ArrayList<>();
        SendResult result = run(bytes(24_000_001, 1), clients, victims, "--die-at");
        assertThat(result.error()).isEmpty();
        assertThat(result.nodes()).hasSize(4);
        for (int i = 1; i <= 4; i++) {
            NodeOutcome outcome = result.nodes().get(i - 1);
            assertThat(outcome.complete()).as(outcome.toString()).isEqualTo(!victims.contains(i));
            if (!victims.contains(i)) {
                assertThat(clients.get(i - 1).said()).doesNotContain("was given a second parent");
            }
        }
    }

    @Test
    void an_original_client_that_hangs_is_dropped_after_a_ping_and_its_child_is_told_its_next_parent()
            throws Exception {
        List<Program> clients = new ArrayList<>();
        SendResult result = run(bytes(90_000_001, 2), clients, List.of(2), "--stop-at");
        assertThat(result.nodes().get(1).failure()).contains("did not answer a ping for 5 s");
        assertThat(result.nodes().stream().filter(NodeOutcome::complete)).hasSize(3);
        assertThat(clients.get(0).said()).contains("pinged", "drops 127.0.0.12");
    }

    @Test
    void a_killed_original_client_does_not_hold_up_our_own_nodes_nor_they_it() throws Exception {
        byte[] stream = bytes(24_000_001, 3);
        try (Originals originals = new Originals(dir);
                RelayServer server = RelayServer.open(SERVER, originals.ports)) {
            SendSpec spec =
                    SendSpec.of("s", 4).withTrust(Trust.OPEN.withLegacy()).withMaxBytesPerSecond(12 << 20);
            SendSession session = server.start(spec, () -> new ByteArrayInputStream(stream), SendListener.none());
            OwnNode own = OwnNode.join(OwnNode.spec("s", 1, originals.ports));
            OwnNode second = OwnNode.join(OwnNode.spec("s", 2, originals.ports));
            Program dies = originals.client("s", 3, "--die-at", Integer.toString(DIES_AT));
            Program lives = originals.client("s", 4);
            dies.awaitLine("dies");
            own.kill();
            SendResult result = session.awaitFor(LIMIT).orElseThrow();
            assertThat(result.nodes().stream().map(NodeOutcome::complete)).containsExactly(false, true, false, true);
            assertThat(second.received()).isEqualTo(stream);
            assertThat(lives.await()).isZero();
            assertThat(lives.received()).isEqualTo(stream);
        }
    }
}
