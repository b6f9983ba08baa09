package org.kaappliance.appliance.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.appliance.control.ControlException;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.appliance.fleet.NodeSelection;
import org.kaappliance.appliance.store.StateStore;
import org.kaappliance.appliance.store.StoredJobs;
import org.kaappliance.appliance.store.StoredNodes;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.report.NodeHello;
import org.kaappliance.clientkit.report.NodeStep;
import org.kaappliance.clientkit.report.Verdict;
import org.kaappliance.config.ByteSize;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.Arming;
import org.kaappliance.pxemenu.NodeEvent;
import org.kaappliance.pxemenu.NodeLife;
import org.kaappliance.pxemenu.NodeLifeSettings;
import org.kaappliance.pxemenu.NodeRecord;
import org.kaappliance.pxemenu.NodeState;
import org.kaappliance.relay.ChainTerms;
import org.kaappliance.relay.Compression;
import org.kaappliance.relay.Keep;
import org.kaappliance.relay.ReceiveListener;
import org.kaappliance.relay.ReceiveResult;
import org.kaappliance.relay.ReceiveSpec;
import org.kaappliance.relay.RelayPorts;
import org.kaappliance.relay.RelayReceiver;
import org.kaappliance.relay.RelayServer;
import org.kaappliance.relay.SessionKey;
import org.kaappliance.relay.StreamSink;
import org.kaappliance.relay.Trust;

/** Jobs over the real relay on loopback, with nodes that do everything but write disks. */
@Timeout(60)
abstract class JobLab {
    static final Inet4Address LOOPBACK = Ipv4Subnet.address("127.0.0.1");
    static final String RUN = "0123456789abcdef0123456789abcdef";
    static final MacAddress ONE = MacAddress.parse("52:54:00:77:00:01");
    static final MacAddress TWO = MacAddress.parse("52:54:00:77:00:02");

    @TempDir
    Path dir;

    SessionTerms terms;

    Path golden;
    Path kit;
    final ExecutorService threads = Executors.newCachedThreadPool();
    StateStore store;
    RelayServer relay;
    Fleet fleet;
    JobBoard board;

    @BeforeEach
    void open() throws IOException {
        golden = Files.createDirectories(dir.resolve("golden/etc")).getParent();
        Files.writeString(
                golden.resolve("etc/fstab"), "/dev/sda1 swap swap defaults 0 0\n/dev/sda2 / ext4 defaults 0 1\n");
        kit = Files.createDirectories(dir.resolve("kit"));
        for (String name : List.of("vmlinuz", "stage1.img", "stage2.tar")) {
            Files.writeString(kit.resolve(name), name);
        }
        Files.writeString(
                kit.resolve("kit.properties"),
                "kernel.version=6.1\njava.version=17\nfile.vmlinuz=0 7\nfile.stage1.img=0 10\nfile.stage2.tar=0 10\n");
        start();
    }

    void start() throws IOException {
        start(Trust.Cipher.NONE);
    }

    void start(Trust.Cipher cipher) throws IOException {
        store = StateStore.open(dir.resolve("state"));
        relay = RelayServer.open(LOOPBACK, RelayPorts.EPHEMERAL);
        NodeLife life = new NodeLife(new NodeLifeSettings(5, 3, Duration.ofSeconds(20)));
        fleet = new Fleet(new StoredNodes(store), life, Clock.systemUTC());
        terms = new SessionTerms(
                ByteSize.ofMebibytes(16),
                Duration.ofSeconds(30),
                OptionalLong.empty(),
                ChainTerms.STANDARD,
                cipher,
                Keep.STANDARD,
                Compression.NONE);
        board = new JobBoard(
                new StoredJobs(store), fleet, relay, terms, new NodeSelection(Map.of()), kit, Clock.systemUTC());
    }

    @AfterEach
    void end() {
        close();
        threads.shutdownNow();
    }

    void close() {
        board.close();
        relay.close();
        store.close();
    }

    /** A job that stands, whose rounds wait a second. */
    String startStanding(MacAddress... macs) throws ControlException {
        return startStanding(Duration.ofSeconds(1), macs);
    }

    String startStanding(Duration wait, MacAddress... macs) throws ControlException {
        JobOrder order = goldenOrder(macs.length, 0, wait, macs);
        return board.start(order.onto(List.of(macs), Arming.STANDING));
    }

    NodeState state(MacAddress mac) {
        return fleet.find(mac).orElseThrow().state();
    }

    void clonesAndComesUp(MacAddress mac, String job) throws Exception {
        node(mac, job).boots().goesAllTheWay().get(30, TimeUnit.SECONDS);
        assertThat(state(mac)).isEqualTo(NodeState.DONE);
        fleet.applyNow(mac, new NodeEvent.PxeBoot());
        assertThat(state(mac)).as("the boot that follows").isEqualTo(NodeState.DONE);
        fleet.applyNow(mac, new NodeEvent.ProofOfLife());
        assertThat(state(mac)).isEqualTo(NodeState.ARMED);
    }

    void restart() throws IOException {
        close();
        start();
        board.resume();
    }

    JobOrder goldenOrder(int nodes, int retries, MacAddress... macs) {
        return goldenOrder(nodes, retries, Duration.ZERO, macs);
    }

    JobOrder goldenOrder(int nodes, int retries, Duration wait, MacAddress... macs) {
        return JobOrders.small(
                nodes,
                Arrays.stream(macs).map(MacAddress::toString).toList(),
                golden.toString(),
                new JobOrder.Rounds(0, wait.toSeconds(), retries));
    }

    /** Follows the job on a thread of its own. */
    CompletableFuture<JobSnapshot> followed(String id) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return board.follow(id, snapshot -> {});
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                threads);
    }

    /** Returns when the job's snapshot is so, or its time is up. */
    void awaits(String id, Predicate<JobSnapshot> so) throws InterruptedException {
        Roster roster = board.job(id).orElseThrow().roster();
        for (long seen = 0; !so.test(roster.snapshot()); ) {
            assertThat(roster.isRunning()).as("the job has ended").isTrue();
            seen = roster.awaitChange(seen, Duration.ofSeconds(1));
        }
    }

    static String errorOf(ReceiveSpec spec) throws Exception {
        return RelayReceiver.receive(spec, new Collected(), ReceiveListener.none())
                .error()
                .orElseThrow();
    }

    SessionKey key(String job) {
        return new StoredJobs(store).key(job).orElseThrow();
    }

    TestNode node(MacAddress mac, String job) {
        return new TestNode(mac, job);
    }

    /** Does what the node program does, but for the disk. */
    final class TestNode {
        private final MacAddress mac;
        private final String job;
        private final String token;

        TestNode(MacAddress mac, String job) {
            this.mac = mac;
            this.job = job;
            this.token = fleet.find(mac).flatMap(NodeRecord::token).orElseThrow();
        }

        TestNode boots() {
            fleet.applyNow(mac, new NodeEvent.PxeBoot());
            saysHello(UUID.randomUUID().toString().replace("-", ""));
            return this;
        }

        void saysHello(String run) {
            assertThat(board.desk().hello(new NodeHello(mac, job, token, run, LOOPBACK, "test")))
                    .isInstanceOf(Verdict.Accepted.class);
        }

        CompletableFuture<Void> goesAllTheWay() {
            return CompletableFuture.runAsync(
                    () -> {
                        assertThat(new String(receive("getstage2"), java.nio.charset.StandardCharsets.UTF_8))
                                .isEqualTo("stage2.tar");
                        checkDescription(receive("kainstall1"));
                        board.desk().step(mac, NodeStep.RECEIVE, "");
                        assertThat(receive("kainstall2").length).isPositive();
                        board.desk().step(mac, NodeStep.FINISH, "");
                        assertThat(board.desk().done(mac, job)).isInstanceOf(Verdict.Accepted.class);
                    },
                    threads);
        }

        /** Everything, and then it is busy with the end. */
        CompletableFuture<Void> receivesAll() {
            return CompletableFuture.runAsync(
                    () -> {
                        receive("getstage2");
                        receive("kainstall1");
                        receive("kainstall2");
                        board.desk().step(mac, NodeStep.FINISH, "");
                    },
                    threads);
        }

        /** @return what it is told then */
        CompletableFuture<Verdict> failsIn(NodeStep step) {
            return CompletableFuture.supplyAsync(
                    () -> {
                        receive("getstage2");
                        receive("kainstall1");
                        return board.desk().failed(mac, step, "made to fail");
                    },
                    threads);
        }

        Verdict saysHelloAgain(String run) {
            return board.desk().hello(new NodeHello(mac, job, token, run, LOOPBACK, "test"));
        }

        private void checkDescription(byte[] text) {
            try {
                assertThat(ClonePlan.decode(text).nodes()).contains(mac);
                assertThat(fleet.find(mac).orElseThrow().state()).isEqualTo(NodeState.RECEIVING);
            } catch (org.kaappliance.clientkit.golden.PlanException e) {
                throw new AssertionError(e);
            }
        }

        byte[] receive(String session) {
            return receive(session, ReceiveListener.none());
        }

        byte[] receive(String session, ReceiveListener listener) {
            ReceiveSpec spec = ReceiveSpec.of(session + "-" + job, LOOPBACK, mac.toString())
                    .withServer(LOOPBACK)
                    .withPorts(relay.ports())
                    .withCredential(token)
                    .withTrust(Trust.keyed(key(job)))
                    .withTries(100, Duration.ofMillis(100));
            Collected sink = new Collected();
            try {
                ReceiveResult result = RelayReceiver.receive(spec, sink, listener);
                assertThat(result.error()).isEmpty();
                return sink.bytes.toByteArray();
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    static final class Collected implements StreamSink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(ByteBuffer chunk) {
            byte[] copy = new byte[chunk.remaining()];
            chunk.get(copy);
            bytes.writeBytes(copy);
        }

        @Override
        public void finish() {}

        @Override
        public void abort(String reason) {}
    }
}
