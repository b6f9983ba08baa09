package org.kaappliance.relay.kadeploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.relay.kadeploy.Originals.SERVER;
import static org.kaappliance.relay.kadeploy.Originals.bytes;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kaappliance.relay.ChainTerms;
import org.kaappliance.relay.NodeOutcome;
import org.kaappliance.relay.RelayServer;
import org.kaappliance.relay.SendEvent;
import org.kaappliance.relay.SendResult;
import org.kaappliance.relay.SendSession;
import org.kaappliance.relay.SendSpec;
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
}
