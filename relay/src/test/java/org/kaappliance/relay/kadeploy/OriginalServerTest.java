package org.kaappliance.relay.kadeploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.relay.kadeploy.Originals.bytes;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.relay.ReceiveEvent;
import org.kaappliance.relay.ReceiveResult;
import org.kaappliance.relay.ReceiveSpec;
import org.kaappliance.relay.RelayReceiver;
import org.kaappliance.relay.Trust;
import org.kaappliance.relay.kadeploy.Originals.Program;

/** Our receivers on an original server as a real process. */
class OriginalServerTest {
    @TempDir
    private Path dir;

    private static ReceiveSpec spec(Originals originals, int index) {
        return OwnNode.spec("kainstall1", index, originals.ports).withTrust(Trust.OPEN.withLegacy());
    }

    private Path file(byte[] stream) throws Exception {
        return Files.write(dir.resolve("stream"), stream);
    }

    private static void assertHasExactly(byte[] stream, OwnNode node) throws Exception {
        ReceiveResult result = node.await();
        assertThat(result.error()).isEmpty();
        assertThat(result.bytes()).isEqualTo(stream.length);
        assertThat(node.received()).isEqualTo(stream);
        assertThat(node.events)
                .anyMatch(event -> event instanceof ReceiveEvent.Notice notice
                        && notice.text().contains("no digest"));
    }

    /** Who stands where in the chain: o one of our receivers, i an original client. */
    @ParameterizedTest(name = "{0} on {1}, {2} bytes")
    @CsvSource({
        "o, i386, 9000001",
        "o, x86-64, 9000001",
        "oo, i386, 60000007",
        "oio, i386, 20000003",
        "iooi, x86-64, 20000003",
        "oi, i386, 0",
        "ioi, i386, 5"
    })
    void our_receivers_take_part_wherever_they_stand(String chain, String layout, int length) throws Exception {
        byte[] stream = bytes(length, length);
        try (Originals originals = new Originals(dir)) {
            Program server = originals.server("kainstall1", chain.length(), file(stream), "--layout", layout);
            List<OwnNode> own = new ArrayList<>();
            List<Program> clients = new ArrayList<>();
            for (int i = 0; i < chain.length(); i++) {
                if (chain.charAt(i) == 'o') {
                    own.add(OwnNode.join(spec(originals, i + 1)));
                } else {
                    clients.add(originals.client("kainstall1", i + 1, "--layout", layout, "--keep-alive", "0.3"));
                }
            }
            for (OwnNode node : own) {
                assertHasExactly(stream, node);
            }
            for (Program client : clients) {
                assertThat(client.await()).as(client.said()).isZero();
                assertThat(client.received()).isEqualTo(stream);
            }
            assertThat(server.await()).as(server.said()).isZero();
        }
    }

    @Test
    void a_receiver_that_waits_for_the_others_is_released_by_an_original_server() throws Exception {
        byte[] stream = bytes(3_000_000, 4);
        try (Originals originals = new Originals(dir)) {
            Program server = originals.server("kainstall1", 2, file(stream), "-d", "3");
            OwnNode first = OwnNode.join(spec(originals, 1).withBarrier(ReceiveSpec.Barrier.ALL_DONE));
            OwnNode second = OwnNode.join(spec(originals, 2).withBarrier(ReceiveSpec.Barrier.ALL_DONE));
            assertHasExactly(stream, first);
            assertHasExactly(stream, second);
            assertThat(server.await()).as(server.said()).isZero();
        }
    }

    @Test
    void orphans_of_a_killed_original_client_go_on_behind_one_of_our_receivers() throws Exception {
        byte[] stream = bytes(24_000_001, 5);
        try (Originals originals = new Originals(dir)) {
            Program server = originals.server("kainstall1", 4, file(stream), "--rate", "12000000");
            OwnNode first = OwnNode.join(spec(originals, 1));
            Program dies = originals.client("kainstall1", 2, "--die-at", "6000000");
            Program orphan = originals.client("kainstall1", 3);
            OwnNode last = OwnNode.join(spec(originals, 4));
            assertHasExactly(stream, first);
            assertHasExactly(stream, last);
            assertThat(orphan.await()).as(orphan.said()).isZero();
            assertThat(orphan.received()).isEqualTo(stream);
            assertThat(server.await()).as(server.said()).isEqualTo(1);
            assertThat(server.said()).contains("lost " + dies.name);
        }
    }

    @Test
    void one_of_our_receivers_that_is_killed_is_healed_around() throws Exception {
        byte[] stream = bytes(24_000_001, 6);
        try (Originals originals = new Originals(dir)) {
            Program server = originals.server("kainstall1", 3, file(stream), "--rate", "12000000");
            Program first = originals.client("kainstall1", 1);
            OwnNode dies = OwnNode.join(spec(originals, 2));
            OwnNode orphan = OwnNode.join(spec(originals, 3));
            server.awaitLine("flows");
            dies.kill();
            assertHasExactly(stream, orphan);
            assertThat(first.await()).as(first.said()).isZero();
            assertThat(server.await()).as(server.said()).isEqualTo(1);
        }
    }

    @Test
    void a_receiver_that_is_told_to_leave_aborts_its_sink_and_says_why() throws Exception {
        try (Originals originals = new Originals(dir)) {
            Program server = originals.server("kainstall1", 1, file(bytes(24_000_001, 8)), "--rate", "4000000");
            OwnNode node = OwnNode.join(spec(originals, 1));
            server.awaitLine("flows");
            node.leave.now("stopped by hand");
            assertThat(node.await().error()).contains("stopped by hand");
            assertThat(node.aborted.get(1, TimeUnit.SECONDS)).contains("stopped by hand");
            assertThat(server.await()).as(server.said()).isEqualTo(1);
        }
    }

    @Test
    void a_receiver_that_leaves_before_its_server_takes_the_connection_ends_all_the_same() throws Exception {
        Originals originals = new Originals(dir);
        KaNodeSession session = new KaNodeSession(
                spec(originals, 1),
                new InetSocketAddress(Originals.SERVER, originals.ports.control()),
                Originals.nowhere(),
                event -> {});
        session.leave("stopped by hand");
        assertThat(session.run().error()).contains("stopped by hand");
    }

    @Test
    void a_receiver_that_is_given_a_host_alone_joins_the_original_server_there() throws Exception {
        byte[] stream = bytes(1_000_003, 9);
        try (Originals originals = new Originals(dir)) {
            Program server = originals.server("kainstall1", 1, file(stream));
            ReceiveSpec any = OwnNode.spec(ReceiveSpec.ANY_SESSION, 1, originals.ports)
                    .withTrust(Trust.OPEN.withLegacy())
                    .withTries(1, Duration.ofMillis(200));
            assertHasExactly(stream, OwnNode.join(any));
            assertThat(server.await()).as(server.said()).isZero();
        }
    }

    @Test
    void a_host_alone_where_nobody_listens_is_named() throws Exception {
        Originals originals = new Originals(dir);
        ReceiveSpec any = OwnNode.spec(ReceiveSpec.ANY_SESSION, 1, originals.ports)
                .withTrust(Trust.OPEN.withLegacy())
                .withTries(1, Duration.ofMillis(200));
        assertThat(OwnNode.join(any).await().error().orElseThrow())
                .startsWith("no server takes connections at 127.0.0.1:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"i386", "x86-64"})
    void an_original_server_starts_when_it_is_told_to_go(String layout) throws Exception {
        byte[] stream = bytes(1_000_003, 10);
        try (Originals originals = new Originals(dir)) {
            Program server = originals.server("kainstall1", 2, file(stream), "--layout", layout);
            OwnNode node = OwnNode.join(spec(originals, 1));
            server.awaitLine("accepted");
            assertThat(RelayReceiver.go(spec(originals, 2))).isEmpty();
            assertHasExactly(stream, node);
            assertThat(server.await()).as(server.said()).isZero();
        }
    }

    @Test
    void a_receiver_whose_original_server_dies_fails() throws Exception {
        byte[] stream = bytes(24_000_001, 7);
        try (Originals originals = new Originals(dir)) {
            Program server = originals.server("kainstall1", 1, file(stream), "--rate", "4000000");
            OwnNode node = OwnNode.join(spec(originals, 1));
            server.awaitLine("flows");
            server.process.destroyForcibly();
            assertThat(node.await().error().orElseThrow()).startsWith("the server is gone: ");
            assertThat(node.await().complete()).isFalse();
        }
    }
}
