package org.kaappliance.relay.kadeploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kaappliance.relay.kadeploy.Originals.SERVER;
import static org.kaappliance.relay.kadeploy.Originals.bytes;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kaappliance.relay.ChainTerms;
import org.kaappliance.relay.Compression;
import org.kaappliance.relay.NodeOutcome;
import org.kaappliance.relay.RelayServer;
import org.kaappliance.relay.SendEvent;
import org.kaappliance.relay.SendResult;
import org.kaappliance.relay.SendSession;
import org.kaappliance.relay.SendSpec;
import org.kaappliance.relay.SessionKey;
import org.kaappliance.relay.Trust;
import org.kaappliance.relay.kadeploy.Originals.Program;

/** Original clients as real processes on our server. */
class OriginalClientsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path dir;

    private final List<SendEvent> events = new CopyOnWriteArrayList<>();

    private static SendSpec spec(int nodes) {
        return SendSpec.of("kainstall1", nodes).withTrust(Trust.OPEN.withLegacy());
    }

    private SendSession send(RelayServer server, SendSpec spec, byte[] stream) {
        return server.start(spec, () -> new ByteArrayInputStream(stream), events::add);
    }

    private static void assertHasExactly(byte[] stream, Program client) throws Exception {
        assertThat(client.await()).as(client.said()).isZero();
        assertThat(client.received()).as(client.said()).isEqualTo(stream);
        assertThat(client.said()).doesNotContain("was given a second parent");
    }

    @ParameterizedTest(name = "{0}, {1} bytes, arity {2}")
    @CsvSource({
        "i386, 9000001, 1",
        "x86-64, 9000001, 1",
        "i386 x86-64, 60000007, 1",
        "i386 x86-64 i386 x86-64 i386, 20000003, 1",
        "i386 x86-64 i386 x86-64 i386, 20000003, 2",
        "i386 x86-64, 0, 1",
        "i386, 1, 1"
    })
    void original_clients_get_the_exact_stream(String layouts, int length, int arity) throws Exception {
        byte[] stream = bytes(length, length);
        String[] each = layouts.split(" ");
        try (Originals originals = new Originals(dir);
                RelayServer server = RelayServer.open(SERVER, originals.ports)) {
            ChainTerms chain = ChainTerms.STANDARD.withArity(arity);
            SendSession session = send(server, spec(each.length).withChain(chain), stream);
            List<Program> clients = new ArrayList<>();
            for (int i = 0; i < each.length; i++) {
                clients.add(originals.client("kainstall1", i + 1, "--layout", each[i]));
            }
            SendResult result = session.awaitFor(LIMIT).orElseThrow();
            for (Program client : clients) {
                assertHasExactly(stream, client);
            }
            assertThat(result.complete()).as(result.toString()).isTrue();
            assertThat(result.nodes())
                    .extracting(NodeOutcome::nodeId)
                    .containsExactlyElementsOf(clients.stream().map(c -> c.name).toList());
            assertThat(result.nodes()).allMatch(node -> node.receivedBytes() == length);
            assertThat(events).contains(new SendEvent.NodeDone(clients.get(0).name));
        }
    }

    @Test
    void own_nodes_and_original_clients_share_a_session() throws Exception {
        byte[] stream = bytes(20_000_003, 5);
        try (Originals originals = new Originals(dir);
                RelayServer server = RelayServer.open(SERVER, originals.ports)) {
            SendSession session = send(server, spec(4), stream);
            OwnNode first = OwnNode.join(OwnNode.spec("kainstall1", 1, originals.ports));
            Program second = originals.client("kainstall1", 2, "--layout", "i386");
            OwnNode third = OwnNode.join(OwnNode.spec("kainstall1", 3, originals.ports));
            Program fourth = originals.client("kainstall1", 4, "--layout", "x86-64");
            SendResult result = session.awaitFor(LIMIT).orElseThrow();
            assertHasExactly(stream, second);
            assertHasExactly(stream, fourth);
            assertThat(first.await().error()).isEmpty();
            assertThat(first.received()).isEqualTo(stream);
            assertThat(third.received()).isEqualTo(stream);
            assertThat(result.complete()).as(result.toString()).isTrue();
            assertThat(result.nodes())
                    .extracting(NodeOutcome::nodeId)
                    .containsExactly("own-1", "own-3", "127.0.0.12", "127.0.0.14");
            assertThat(events)
                    .contains(new SendEvent.Started(List.of("own-1", "own-3", "127.0.0.12", "127.0.0.14")))
                    .anyMatch(event -> event instanceof SendEvent.Notice notice
                            && notice.text().contains("no digest"));
        }
    }

    @Test
    void one_of_our_receivers_that_would_take_an_original_server_takes_our_wire_from_us() throws Exception {
        byte[] stream = bytes(3_000_003, 6);
        try (Originals originals = new Originals(dir);
                RelayServer server = RelayServer.open(SERVER, originals.ports)) {
            SendSession session = send(server, spec(1), stream);
            OwnNode node =
                    OwnNode.join(OwnNode.spec("kainstall1", 1, originals.ports).withTrust(Trust.OPEN.withLegacy()));
            assertThat(session.awaitFor(LIMIT).orElseThrow().nodes())
                    .extracting(NodeOutcome::nodeId)
                    .containsExactly("own-1");
            assertThat(node.await().error()).isEmpty();
        }
    }

    @Test
    void clients_that_wait_for_the_others_are_released_when_all_are_done_one_after_the_other() throws Exception {
        byte[] stream = bytes(5_000_000, 7);
        try (Originals originals = new Originals(dir);
                RelayServer server = RelayServer.open(SERVER, originals.ports)) {
            ChainTerms chain = new ChainTerms(
                    1, 0, Duration.ofMillis(700), ChainTerms.STANDARD.suspicion(), ChainTerms.STANDARD.patience());
            SendSession session = send(server, spec(3).withChain(chain), stream);
            Program first = originals.client("kainstall1", 1, "-w");
            Program second = originals.client("kainstall1", 2, "-w", "--layout", "x86-64");
            Program third = originals.client("kainstall1", 3);
            assertThat(session.awaitFor(LIMIT).orElseThrow().complete()).isTrue();
            assertHasExactly(stream, first);
            assertHasExactly(stream, second);
            assertHasExactly(stream, third);
            double apart = Math.abs(released(second) - released(first));
            assertThat(apart).isBetween(0.6, 5.0);
        }
    }

    private static double released(Program client) throws Exception {
        return Double.parseDouble(client.awaitLine("released ").substring("released ".length()));
    }

    @Test
    void a_client_that_says_go_starts_the_session_with_those_that_are_here() throws Exception {
        byte[] stream = bytes(1_000_000, 8);
        try (Originals originals = new Originals(dir);
                RelayServer server = RelayServer.open(SERVER, originals.ports)) {
            SendSession session = send(server, spec(9), stream);
            Program client = originals.client("kainstall1", 1);
            client.awaitLine("accepts data");
            awaitJoined(client);
            Program go = originals.client("kainstall1", 2, "-g");
            assertThat(go.await()).isZero();
            SendResult result = session.awaitFor(LIMIT).orElseThrow();
            assertHasExactly(stream, client);
            assertThat(result.nodes()).hasSize(1);
            assertThat(result.complete()).isTrue();
        }
    }

    private void awaitJoined(Program client) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (events.stream()
                .noneMatch(e ->
                        e instanceof SendEvent.Joined joined && joined.nodeId().equals(client.name))) {
            assertThat(System.nanoTime()).as("joined in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void a_client_goes_to_the_session_that_it_asked_for() throws Exception {
        byte[] one = bytes(1_000_001, 1);
        byte[] two = bytes(1_000_002, 2);
        try (Originals originals = new Originals(dir);
                RelayServer server = RelayServer.open(SERVER, originals.ports)) {
            SendSession first = send(server, spec(1), one);
            SendSession second = server.start(
                    SendSpec.of("kainstall2", 1).withTrust(Trust.OPEN.withLegacy()),
                    () -> new ByteArrayInputStream(two),
                    events::add);
            Program atTwo = originals.client("kainstall2", 1);
            assertHasExactly(two, atTwo);
            Program atOne = originals.client("kainstall1", 2);
            assertHasExactly(one, atOne);
            assertThat(first.awaitFor(LIMIT).orElseThrow().complete()).isTrue();
            assertThat(second.awaitFor(LIMIT).orElseThrow().complete()).isTrue();
        }
    }

    @Test
    void a_session_that_does_not_allow_originals_does_not_answer_them() throws Exception {
        try (Originals originals = new Originals(dir);
                RelayServer server = RelayServer.open(SERVER, originals.ports)) {
            server.start(SendSpec.of("kainstall1", 1), () -> new ByteArrayInputStream(new byte[1]), events::add);
            Program client = originals.client("kainstall1", 1, "--tries", "2");
            assertThat(client.await()).as(client.said()).isEqualTo(1);
            assertThat(client.said()).contains("no server");
        }
    }

    @Test
    void a_failing_source_leaves_no_original_client_finished() throws Exception {
        byte[] stream = bytes(9_000_000, 9);
        try (Originals originals = new Originals(dir);
                RelayServer server = RelayServer.open(SERVER, originals.ports)) {
            SendSession session = server.start(
                    spec(2),
                    () -> new SequenceInputStream(new ByteArrayInputStream(stream), new InputStream() {
                        @Override
                        public int read() throws IOException {
                            throw new IOException("disk on fire");
                        }
                    }),
                    events::add);
            Program first = originals.client("kainstall1", 1);
            Program second = originals.client("kainstall1", 2);
            SendResult result = session.awaitFor(LIMIT).orElseThrow();
            assertThat(result.error()).contains("source failed: disk on fire");
            assertThat(result.nodes()).hasSize(2).noneMatch(NodeOutcome::complete);
            assertThat(first.await()).as(first.said()).isEqualTo(2);
            assertThat(second.await()).as(second.said()).isEqualTo(2);
        }
    }

    @Test
    void a_session_for_originals_has_neither_a_key_nor_compression() {
        assertThatThrownBy(() -> spec(1).withCompression(Compression.parse("zstd")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("do not decompress");
        assertThatThrownBy(() -> Trust.keyed(SessionKey.of(new byte[SessionKey.MIN_BYTES]))
                        .withLegacy())
                .isInstanceOf(IllegalArgumentException.class);
    }
}
