package org.kaappliance.appliance.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.appliance.control.ControlException;
import org.kaappliance.appliance.fleet.Fleet;
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
import org.kaappliance.pxemenu.NodeEvent;
import org.kaappliance.pxemenu.NodeLife;
import org.kaappliance.pxemenu.NodeLifeSettings;
import org.kaappliance.pxemenu.NodeRecord;
import org.kaappliance.pxemenu.NodeState;
import org.kaappliance.relay.ChainTerms;
import org.kaappliance.relay.Compression;
import org.kaappliance.relay.Keep;
import org.kaappliance.relay.ReceiveEvent;
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
class CloneJobTest {
    private static final Inet4Address LOOPBACK = Ipv4Subnet.address("127.0.0.1");
    private static final String RUN = "0123456789abcdef0123456789abcdef";
    private static final MacAddress ONE = MacAddress.parse("52:54:00:77:00:01");
    private static final MacAddress TWO = MacAddress.parse("52:54:00:77:00:02");

    @TempDir
    private Path dir;

    private Path golden;
    private Path kit;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private StateStore store;
    private RelayServer relay;
    private Fleet fleet;
    private JobBoard board;

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

    private void start() throws IOException {
        start(Trust.Cipher.NONE);
    }

    private void start(Trust.Cipher cipher) throws IOException {
        store = StateStore.open(dir.resolve("state"));
        relay = RelayServer.open(LOOPBACK, RelayPorts.EPHEMERAL);
        NodeLife life = new NodeLife(new NodeLifeSettings(5, 3, Duration.ofSeconds(20)));
        fleet = new Fleet(new StoredNodes(store), life, Clock.systemUTC());
        SessionTerms terms = new SessionTerms(
                ByteSize.ofMebibytes(16),
                Duration.ofSeconds(30),
                OptionalLong.empty(),
                ChainTerms.STANDARD,
                cipher,
                Keep.STANDARD,
                Compression.NONE);
        board = new JobBoard(new StoredJobs(store), fleet, relay, terms, kit, Clock.systemUTC());
    }

    @AfterEach
    void end() {
        close();
        threads.shutdownNow();
    }

    private void close() {
        board.close();
        relay.close();
        store.close();
    }

    private JobOrder goldenOrder(int nodes, int retries, MacAddress... macs) {
        return goldenOrder(nodes, retries, Duration.ZERO, macs);
    }

    private JobOrder goldenOrder(int nodes, int retries, Duration wait, MacAddress... macs) {
        return new JobOrder(
                nodes,
                Arrays.stream(macs).map(MacAddress::toString).toList(),
                List.of(new JobOrder.Drive("sda", "swap 64\nlinux fill\n")),
                List.of(),
                List.of(),
                "none",
                golden.toString(),
                0,
                wait.toSeconds(),
                retries,
                "full");
    }

    /** Follows the job on a thread of its own. */
    private CompletableFuture<JobSnapshot> followed(String id) {
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

    @Test
    void two_nodes_get_all_three_streams_and_are_switched_to_local_boot() throws Exception {
        String id = board.start(goldenOrder(2, 0, ONE, TWO));
        CompletableFuture<JobSnapshot> job = followed(id);
        CompletableFuture<Void> first = node(ONE, id).boots().goesAllTheWay();
        CompletableFuture<Void> second = node(TWO, id).boots().goesAllTheWay();
        CompletableFuture.allOf(first, second).get(30, TimeUnit.SECONDS);
        assertThat(job.get(30, TimeUnit.SECONDS).state()).isEqualTo("done");
        assertThat(job.get().detail()).isEqualTo("2 of 2 nodes cloned");
        assertThat(fleet.find(ONE).orElseThrow().state()).isEqualTo(NodeState.DONE);
        assertThat(fleet.find(TWO).orElseThrow().state()).isEqualTo(NodeState.DONE);
    }

    @Test
    void a_node_that_fails_while_it_formats_does_not_hold_the_other_and_is_parked() throws Exception {
        String id = board.start(goldenOrder(2, 0, ONE, TWO));
        CompletableFuture<JobSnapshot> job = followed(id);
        CompletableFuture<Void> good = node(ONE, id).boots().goesAllTheWay();
        CompletableFuture<Void> bad = node(TWO, id).boots().failsIn(NodeStep.FORMAT);
        CompletableFuture.allOf(good, bad).get(30, TimeUnit.SECONDS);
        assertThat(job.get(30, TimeUnit.SECONDS).state()).isEqualTo("failed");
        assertThat(job.get().detail()).contains("1 of 2", TWO.toString(), "FORMAT: made to fail");
        assertThat(fleet.find(ONE).orElseThrow().state()).isEqualTo(NodeState.DONE);
        assertThat(fleet.find(TWO).orElseThrow().state()).isEqualTo(NodeState.PARKED);
    }

    @Test
    void a_node_that_fails_once_is_cloned_in_the_next_round() throws Exception {
        String id = board.start(goldenOrder(1, 1, ONE));
        CompletableFuture<JobSnapshot> job = followed(id);
        node(ONE, id).boots().failsIn(NodeStep.FORMAT).get(30, TimeUnit.SECONDS);
        node(ONE, id).boots().goesAllTheWay().get(30, TimeUnit.SECONDS);
        assertThat(job.get(30, TimeUnit.SECONDS).state()).isEqualTo("done");
    }

    @Test
    void a_node_that_never_comes_is_disarmed_at_the_end_because_its_disk_is_untouched() throws Exception {
        String id = board.start(goldenOrder(2, 0, Duration.ofSeconds(3), ONE, TWO));
        CompletableFuture<JobSnapshot> job = followed(id);
        node(ONE, id).boots().goesAllTheWay().get(40, TimeUnit.SECONDS);
        assertThat(job.get(30, TimeUnit.SECONDS).detail()).contains("1 of 2 nodes cloned", TWO.toString());
        assertThat(fleet.find(TWO).orElseThrow().state()).isEqualTo(NodeState.KNOWN);
    }

    @Test
    void nobody_says_hello_or_joins_without_the_token() throws Exception {
        String id = board.start(goldenOrder(1, 0, ONE));
        NodeHello forged = new NodeHello(ONE, id, "00000000000000000000000000000000", RUN, LOOPBACK, "");
        assertThat(board.desk().hello(forged)).isInstanceOf(Verdict.Refused.class);
        assertThat(fleet.find(ONE).orElseThrow().state()).isEqualTo(NodeState.ARMED);
        ReceiveSpec spec = ReceiveSpec.of("getstage2-" + id, LOOPBACK, ONE.toString())
                .withServer(LOOPBACK)
                .withPorts(relay.ports())
                .withTries(3, Duration.ofMillis(300))
                .withCredential("00000000000000000000000000000000");
        assertThat(errorOf(spec.withTrust(Trust.keyed(key(id))))).contains("not expected");
        assertThat(errorOf(spec)).contains("needs a key");
        assertThat(errorOf(spec.withTrust(Trust.keyed(SessionKey.of(new byte[32])))))
                .contains("does not hold the session's key");
        board.cancel(id);
    }

    private static String errorOf(ReceiveSpec spec) throws Exception {
        return RelayReceiver.receive(spec, new Collected(), ReceiveListener.none())
                .error()
                .orElseThrow();
    }

    @Test
    void every_job_has_a_key_of_its_own_which_it_keeps_over_a_restart_and_nobody_prints() throws Exception {
        String first = board.start(goldenOrder(1, 0, ONE));
        String second = board.start(goldenOrder(1, 0, TWO));
        SessionKey key = key(first);
        assertThat(key.secret()).hasSize(32);
        assertThat(key(second)).isNotEqualTo(key);
        close();
        start();
        board.resume();
        assertThat(key(first)).isEqualTo(key);
        assertThat(new StoredJobs(store).load().toString()).doesNotContain(key.hex());
        assertThat(board.snapshots().toString()).doesNotContain(key.hex());
        board.cancel(first);
        board.cancel(second);
    }

    @Test
    void a_job_whose_streams_are_encrypted_clones_its_nodes() throws Exception {
        close();
        start(Trust.Cipher.AES_GCM);
        String id = board.start(goldenOrder(2, 0, ONE, TWO));
        CompletableFuture<JobSnapshot> job = followed(id);
        CompletableFuture<Void> first = node(ONE, id).boots().goesAllTheWay();
        CompletableFuture<Void> second = node(TWO, id).boots().goesAllTheWay();
        CompletableFuture.allOf(first, second).get(30, TimeUnit.SECONDS);
        assertThat(job.get(30, TimeUnit.SECONDS).detail()).isEqualTo("2 of 2 nodes cloned");
    }

    @Test
    void a_node_that_is_lost_and_comes_back_within_one_session_is_not_failed() throws Exception {
        String id = board.start(goldenOrder(2, 0, ONE, TWO));
        CompletableFuture<Void> lost = new CompletableFuture<>();
        CompletableFuture<JobSnapshot> job = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return board.follow(
                                id,
                                snapshot -> snapshot.nodes().stream()
                                        .filter(row -> row.detail().contains("lost, may come back"))
                                        .forEach(row -> lost.complete(null)));
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                threads);
        TestNode first = node(ONE, id).boots();
        CompletableFuture<Void> joined = new CompletableFuture<>();
        Thread leaving = new Thread(() -> first.receive("getstage2", event -> {
            if (event instanceof ReceiveEvent.Joined) {
                joined.complete(null);
            }
        }));
        leaving.setUncaughtExceptionHandler((thread, interrupted) -> {});
        leaving.start();
        joined.get(30, TimeUnit.SECONDS);
        leaving.interrupt();
        lost.get(30, TimeUnit.SECONDS);
        CompletableFuture<Void> again = first.goesAllTheWay();
        CompletableFuture<Void> second = node(TWO, id).boots().goesAllTheWay();
        CompletableFuture.allOf(again, second).get(30, TimeUnit.SECONDS);
        assertThat(job.get(30, TimeUnit.SECONDS).detail()).isEqualTo("2 of 2 nodes cloned");
    }

    @Test
    void done_without_having_received_anything_is_refused() throws Exception {
        String id = board.start(goldenOrder(1, 0, ONE));
        node(ONE, id).boots();
        assertThat(board.desk().done(ONE, id)).isInstanceOf(Verdict.Refused.class);
        assertThat(fleet.find(ONE).orElseThrow().state()).isEqualTo(NodeState.WAITING);
        board.cancel(id);
    }

    @Test
    void a_job_goes_on_after_a_restart_of_the_appliance_with_the_same_tokens() throws Exception {
        String id = board.start(goldenOrder(1, 0, ONE));
        String token = fleet.find(ONE).orElseThrow().token().orElseThrow();
        close();
        start();
        board.resume();
        assertThat(fleet.find(ONE).orElseThrow().token()).contains(token);
        CompletableFuture<JobSnapshot> job = followed(id);
        node(ONE, id).boots().goesAllTheWay().get(30, TimeUnit.SECONDS);
        assertThat(job.get(30, TimeUnit.SECONDS).state()).isEqualTo("done");
    }

    @Test
    void a_job_whose_golden_system_is_gone_after_a_restart_lets_its_untouched_nodes_go() throws Exception {
        board.start(goldenOrder(1, 0, ONE));
        close();
        Files.delete(golden.resolve("etc/fstab"));
        start();
        board.resume();
        assertThat(fleet.find(ONE).orElseThrow().state()).isEqualTo(NodeState.KNOWN);
        assertThat(board.snapshots())
                .singleElement()
                .satisfies(s -> assertThat(s.detail()).contains("cannot go on", "fstab"));
    }

    @Test
    void a_finished_job_is_not_taken_up_again_and_arms_nothing() throws Exception {
        String id = board.start(goldenOrder(1, 0, ONE));
        CompletableFuture<JobSnapshot> job = followed(id);
        node(ONE, id).boots().goesAllTheWay().get(30, TimeUnit.SECONDS);
        job.get(30, TimeUnit.SECONDS);
        close();
        start();
        board.resume();
        assertThat(fleet.find(ONE).orElseThrow().state()).isEqualTo(NodeState.DONE);
        assertThat(board.snapshots())
                .singleElement()
                .satisfies(s -> assertThat(s.state()).isEqualTo("done"));
    }

    @Test
    void without_names_the_known_machines_must_be_exactly_as_many_as_wanted() {
        fleet.applyNow(ONE, new NodeEvent.Registered("node1"));
        fleet.applyNow(TWO, new NodeEvent.Registered("node2"));
        assertThatThrownBy(() -> board.start(goldenOrder(1, 0)))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("2 machines are known, and -n says 1")
                .hasMessageContaining("--nodes");
        assertThat(fleet.all()).extracting(NodeRecord::state).containsOnly(NodeState.KNOWN);
    }

    @Test
    void a_plan_that_cannot_be_made_arms_nothing_and_names_every_problem() throws IOException {
        Files.writeString(golden.resolve("etc/fstab"), "/dev/sda2 / zfs defaults 0 1\n");
        assertThatThrownBy(() -> board.start(goldenOrder(1, 0, ONE)))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("zfs");
        assertThat(fleet.find(ONE)).isEmpty();
    }

    @Test
    void a_node_of_a_running_job_is_not_given_to_another() throws Exception {
        String id = board.start(goldenOrder(1, 0, ONE));
        assertThatThrownBy(() -> board.start(goldenOrder(1, 0, ONE)))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("for job " + id + " already");
        board.cancel(id);
    }

    @Test
    void a_node_that_starts_again_before_the_first_session_begins_is_cloned_all_the_same() throws Exception {
        String id = board.start(goldenOrder(2, 0, ONE, TWO));
        CompletableFuture<JobSnapshot> job = followed(id);
        node(ONE, id).boots();
        board.desk().lost(ONE);
        CompletableFuture<Void> first = node(ONE, id).boots().goesAllTheWay();
        CompletableFuture<Void> second = node(TWO, id).boots().goesAllTheWay();
        CompletableFuture.allOf(first, second).get(30, TimeUnit.SECONDS);
        assertThat(job.get(30, TimeUnit.SECONDS).state()).isEqualTo("done");
    }

    @Test
    void a_node_that_another_job_has_taken_over_is_not_touched_when_its_first_job_ends() throws Exception {
        String first = board.start(goldenOrder(2, 0, ONE, TWO));
        CompletableFuture<JobSnapshot> job = followed(first);
        board.disarm(fleet.find(TWO).orElseThrow());
        String second = board.start(goldenOrder(1, 0, TWO));
        node(ONE, first).boots().goesAllTheWay().get(30, TimeUnit.SECONDS);
        assertThat(job.get(30, TimeUnit.SECONDS).state()).isEqualTo("failed");
        assertThat(fleet.find(TWO).orElseThrow().state()).isEqualTo(NodeState.ARMED);
        assertThat(fleet.find(TWO).orElseThrow().job()).contains(second);
        board.cancel(second);
    }

    @Test
    void what_is_said_late_of_an_earlier_try_does_not_end_the_present_one() throws Exception {
        String id = board.start(goldenOrder(1, 0, ONE));
        CompletableFuture<JobSnapshot> job = followed(id);
        fleet.applyNow(ONE, new NodeEvent.PxeBoot());
        board.desk().lost(ONE);
        node(ONE, id).boots().goesAllTheWay().get(30, TimeUnit.SECONDS);
        assertThat(job.get(30, TimeUnit.SECONDS).state()).isEqualTo("done");
    }

    @Test
    void a_node_whose_report_connection_comes_back_has_not_started_again() throws Exception {
        String id = board.start(goldenOrder(1, 0, ONE));
        CompletableFuture<JobSnapshot> job = followed(id);
        fleet.applyNow(ONE, new NodeEvent.PxeBoot());
        TestNode node = node(ONE, id);
        node.saysHello(RUN);
        node.receive("getstage2");
        node.receive("kainstall1");
        node.saysHello(RUN);
        assertThat(fleet.find(ONE).orElseThrow().state()).isEqualTo(NodeState.RECEIVING);
        node.receive("kainstall2");
        assertThat(board.desk().done(ONE, id)).isInstanceOf(Verdict.Accepted.class);
        node.saysHello(RUN);
        assertThat(board.desk().done(ONE, id)).as("said again").isInstanceOf(Verdict.Accepted.class);
        assertThat(job.get(30, TimeUnit.SECONDS).state()).isEqualTo("done");
    }

    @Test
    void a_node_that_waits_when_its_job_ends_is_dismissed() throws Exception {
        CompletableFuture<MacAddress> dismissed = new CompletableFuture<>();
        board.dismissThrough(dismissed::complete);
        String id = board.start(goldenOrder(2, 0, ONE, TWO));
        node(ONE, id).boots();
        board.cancel(id);
        followed(id).get(30, TimeUnit.SECONDS);
        assertThat(dismissed.get(30, TimeUnit.SECONDS)).isEqualTo(ONE);
    }

    @Test
    void a_cancelled_job_lets_its_nodes_go() throws Exception {
        String id = board.start(goldenOrder(1, 0, ONE));
        board.cancel(id);
        assertThat(followed(id).get(30, TimeUnit.SECONDS).state()).isEqualTo("failed");
        assertThat(fleet.find(ONE).orElseThrow().state()).isEqualTo(NodeState.KNOWN);
    }

    private SessionKey key(String job) {
        return new StoredJobs(store).key(job).orElseThrow();
    }

    private TestNode node(MacAddress mac, String job) {
        return new TestNode(mac, job);
    }

    /** Does what the node program does, but for the disk. */
    private final class TestNode {
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

        CompletableFuture<Void> failsIn(NodeStep step) {
            return CompletableFuture.runAsync(
                    () -> {
                        receive("getstage2");
                        receive("kainstall1");
                        board.desk().failed(mac, step, "made to fail");
                    },
                    threads);
        }

        private void checkDescription(byte[] text) {
            try {
                assertThat(ClonePlan.decode(text).nodes()).contains(mac);
                assertThat(fleet.find(mac).orElseThrow().state()).isEqualTo(NodeState.RECEIVING);
            } catch (org.kaappliance.clientkit.golden.PlanException e) {
                throw new AssertionError(e);
            }
        }

        private byte[] receive(String session) {
            return receive(session, ReceiveListener.none());
        }

        private byte[] receive(String session, ReceiveListener listener) {
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

    private static final class Collected implements StreamSink {
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
