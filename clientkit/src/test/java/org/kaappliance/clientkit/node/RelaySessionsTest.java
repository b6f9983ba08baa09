package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kaappliance.clientkit.node.NodeSettings.CommandsFromAppliance.ALLOWED;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.clientkit.golden.BootLoader;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.CloneRequest;
import org.kaappliance.clientkit.golden.DriveDescription;
import org.kaappliance.clientkit.golden.GoldenStream;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.relay.ReceiveResult;
import org.kaappliance.relay.RelayPorts;
import org.kaappliance.relay.RelayServer;
import org.kaappliance.relay.SendListener;
import org.kaappliance.relay.SendSpec;
import org.kaappliance.relay.SessionKey;
import org.kaappliance.relay.Trust;
import org.kaappliance.relay.Verdict;

/** The golden stream through a real chain on loopback into a real tar. Needs root, for owners and devices. */
@Timeout(60)
class RelaySessionsTest {
    private static final SessionKey KEY = SessionKey.ofHex("0123456789abcdef".repeat(4));

    @TempDir
    Path dir;

    private final ExecutorService nodes = Executors.newCachedThreadPool();
    private RelayServer server;
    private GoldenStream stream;

    @BeforeEach
    void open() throws Exception {
        Path golden = GoldenTree.build(dir.resolve("golden"));
        CloneRequest request = new CloneRequest(
                golden,
                List.of(new DriveDescription("sda", "swap 16\nlinux 120\nextended fill\nlogical linux fill")),
                Set.of(),
                List.of("/var/cache"),
                BootLoader.GRUB);
        stream = GoldenStream.of(request, ClonePlan.plan(request), line -> {});
        server = RelayServer.open(Ipv4Subnet.address("127.0.0.1"), RelayPorts.EPHEMERAL);
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        nodes.shutdownNow();
    }

    @Test
    void two_nodes_unpack_the_golden_tree_through_the_chain() throws Exception {
        server.start(spec(2), stream, SendListener.none());
        List<Future<ReceiveResult>> results = new ArrayList<>();
        for (int number = 1; number <= 2; number++) {
            Path clone = Files.createDirectory(dir.resolve("clone" + number));
            Sessions sessions = sessions(number, "secret");
            Tools tools = new Tools(List.of(), line -> {});
            results.add(nodes.submit(
                    () -> sessions.receiveAll("kainstall2-j1", tools.sink(ReceiveCommands.files(clone.toString())))));
        }
        for (Future<ReceiveResult> result : results) {
            assertThat(result.get(40, TimeUnit.SECONDS).complete()).isTrue();
        }

        String manifest = GoldenTree.manifest(dir.resolve("golden"));
        assertThat(GoldenTree.manifest(dir.resolve("clone1"))).isEqualTo(manifest);
        assertThat(GoldenTree.manifest(dir.resolve("clone2"))).isEqualTo(manifest);
    }

    @Test
    void a_node_with_another_token_is_told_why_it_gets_nothing() {
        server.start(spec(1), stream, SendListener.none());

        assertThatThrownBy(() -> sessions(1, "wrong").receiveAll("kainstall2-j1", new TextSink()))
                .hasMessageStartingWith("session kainstall2-j1: ")
                .hasMessageContaining("wrong token");
    }

    private static SendSpec spec(int count) {
        return SendSpec.of("kainstall2-j1", count)
                .withTrust(Trust.keyed(KEY))
                .withAdmission(hello ->
                        hello.credential().equals("secret") ? Verdict.accepted() : Verdict.refused("wrong token"));
    }

    private Sessions sessions(int number, String token) {
        NodeSettings settings = new NodeSettings(
                server.localAddress(), 1, "j1", token, KEY, server.ports(), Optional.empty(), ALLOWED, List.of());
        BootCard card =
                new BootCard(MacAddress.parse("52:54:00:77:00:0" + number), Ipv4Subnet.address("127.0.0.1" + number));
        return new RelaySessions(settings, card);
    }
}
