package org.kaappliance.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.appliance.boot.DhcpObserver;
import org.kaappliance.appliance.boot.HttpObserver;
import org.kaappliance.appliance.boot.Transfers;
import org.kaappliance.appliance.control.ControlClient;
import org.kaappliance.appliance.control.ControlServer;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.appliance.fleet.NodeSelection;
import org.kaappliance.appliance.http.HttpFileEvent;
import org.kaappliance.appliance.job.JobBoard;
import org.kaappliance.appliance.job.JobOrder;
import org.kaappliance.appliance.job.JobOrders;
import org.kaappliance.appliance.job.SessionTerms;
import org.kaappliance.appliance.store.StateStore;
import org.kaappliance.appliance.store.StoredJobs;
import org.kaappliance.appliance.store.StoredNodes;
import org.kaappliance.config.ByteSize;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.Arming;
import org.kaappliance.pxemenu.MenuPolicy;
import org.kaappliance.pxemenu.MenuSettings;
import org.kaappliance.pxemenu.NodeEvent;
import org.kaappliance.pxemenu.NodeLife;
import org.kaappliance.pxemenu.NodeLifeSettings;
import org.kaappliance.pxemenu.NodeState;
import org.kaappliance.relay.ChainTerms;
import org.kaappliance.relay.Compression;
import org.kaappliance.relay.Keep;
import org.kaappliance.relay.RelayPorts;
import org.kaappliance.relay.RelayServer;
import org.kaappliance.relay.SessionKey;
import org.kaappliance.relay.Trust;

/** The switch, over the control socket, with a store on disk: each answer is given when a restart would find it. */
@Timeout(60)
class NodeCommandsTest {
    private static final Inet4Address LOOPBACK = Ipv4Subnet.address("127.0.0.1");
    private static final MacAddress ONE = MacAddress.parse("52:54:00:77:00:01");
    private static final MacAddress TWO = MacAddress.parse("52:54:00:77:00:02");
    private static final MacAddress STRANGER = MacAddress.parse("52:54:00:77:00:99");

    @TempDir
    private Path dir;

    private final List<JsonNode> lines = new ArrayList<>();
    private StateStore store;
    private RelayServer relay;
    private Fleet fleet;
    private JobBoard jobs;
    private Transfers transfers;
    private ControlServer server;

    @BeforeEach
    void open() throws IOException {
        Path golden = Files.createDirectories(dir.resolve("golden/etc"));
        Files.writeString(golden.resolve("fstab"), "/dev/sda1 swap swap defaults 0 0\n/dev/sda2 / ext4 defaults 0 1\n");
        Path kit = Files.createDirectories(dir.resolve("kit"));
        for (String name : List.of("vmlinuz", "stage1.img", "stage2.tar")) {
            Files.writeString(kit.resolve(name), name);
        }
        Files.writeString(
                kit.resolve("kit.properties"),
                "kernel.version=6.1\njava.version=17\nfile.vmlinuz=0 7\nfile.stage1.img=0 10\nfile.stage2.tar=0 10\n");
        start();
        fleet.applyNow(ONE, new NodeEvent.Registered("node01"));
        fleet.applyNow(TWO, new NodeEvent.Registered("node02"));
        fleet.applyNow(STRANGER, new NodeEvent.PxeBoot());
    }

    private void start() throws IOException {
        store = StateStore.open(dir.resolve("state"));
        relay = RelayServer.open(LOOPBACK, RelayPorts.EPHEMERAL);
        fleet = new Fleet(new StoredNodes(store), new NodeLife(NodeLifeSettings.DEFAULT), Clock.systemUTC());
        SessionTerms terms = new SessionTerms(
                ByteSize.ofMebibytes(16),
                Duration.ofSeconds(30),
                OptionalLong.empty(),
                ChainTerms.STANDARD,
                Trust.Cipher.NONE,
                Keep.STANDARD,
                Compression.NONE);
        StoredJobs storedJobs = new StoredJobs(store);
        jobs = new JobBoard(
                storedJobs,
                fleet,
                relay,
                terms,
                new NodeSelection(Map.of("room1", "node[01-02]")),
                dir.resolve("kit"),
                Clock.systemUTC());
        jobs.resume();
        transfers = new Transfers(fleet, client -> Optional.of(ONE), Clock.systemUTC());
        MenuPolicy menus = new MenuPolicy(
                MenuSettings.defaults(LOOPBACK), job -> storedJobs.key(job).map(SessionKey::hex));
        NodeRows rows = new NodeRows(fleet, menus, new DhcpObserver(fleet), transfers, jobs::snapshots, TWO::equals);
        NodeCommands commands = new NodeCommands(fleet, new NodeSelection(Map.of("room1", "node[01-02]")), jobs, rows);
        server = ControlServer.open(dir.resolve("s"), new Commands(commands, jobs, null, null));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        jobs.close();
        relay.close();
        store.close();
    }

    private JsonNode ask(String command, String... nodes) throws IOException {
        lines.clear();
        return new ControlClient(server.path()).ask(Map.of("command", command, "nodes", List.of(nodes)), lines::add);
    }

    private NodeState state(MacAddress mac) {
        return fleet.find(mac).orElseThrow().state();
    }

    private void ranAJob() throws Exception {
        ranAJob(1, "node01");
    }

    private void ranAJob(int nodes, String... targets) throws Exception {
        String id = jobs.start(JobOrders.small(
                nodes, List.of(targets), dir.resolve("golden").toString(), new JobOrder.Rounds(0, 30, 0)));
        jobs.cancel(id);
        jobs.follow(id, snapshot -> {});
        assertThat(state(ONE)).isEqualTo(NodeState.KNOWN);
    }

    @Test
    void nothing_is_armed_before_a_clone_said_what_machines_are_to_become() throws Exception {
        JsonNode end = ask("node-arm", "node01");
        assertThat(end.path("exit").asInt()).isEqualTo(1);
        assertThat(end.path("message").asText()).contains("ka-appliance clone");
        assertThat(state(ONE)).isEqualTo(NodeState.KNOWN);
    }

    @Test
    void arming_repeats_the_last_job_with_a_key_and_tokens_of_its_own_and_survives_a_restart() throws Exception {
        ranAJob();
        assertThat(ask("node-arm-plan", "node*").path("exit").asInt()).isZero();
        assertThat(lines.get(0).path("nodes").toString()).contains(ONE.toString(), TWO.toString());
        assertThat(lines.toString()).contains("as in job 1", "ALL DATA").contains("node02");
        assertThat(state(ONE)).as("a plan touches nothing").isEqualTo(NodeState.KNOWN);

        JsonNode end = ask("node-arm", "node[01-02]");
        assertThat(end.path("exit").asInt()).as(end.toString()).isZero();
        assertThat(lines).extracting(line -> line.path("state").asText()).containsExactly("ARMED", "ARMED");
        String token = fleet.find(ONE).orElseThrow().token().orElseThrow();
        assertThat(fleet.find(TWO).orElseThrow().token()).isPresent().isNotEqualTo(Optional.of(token));

        close();
        start();
        assertThat(fleet.find(ONE).orElseThrow().holds("2", token)).isTrue();
        assertThat(state(TWO)).isEqualTo(NodeState.ARMED);
        jobs.cancel("2");
    }

    @Test
    void arming_takes_the_serial_number_of_a_disk_that_was_changed_since() throws Exception {
        jobs.start(JobOrders.small(
                new JobOrder.Machines(1, List.of("node01"), Arming.ONCE),
                dir.resolve("golden").toString(),
                new JobOrder.Rounds(0, 30, 0),
                new JobOrder.Disks(List.of(), Map.of("node01", List.of("OLD")))));
        jobs.cancel("1");
        jobs.follow("1", snapshot -> {});

        Map<String, Object> request = Map.of(
                "command", "node-arm-plan", "nodes", List.of("node*"), "confirmed", Map.of("node02", List.of("TWO")));
        assertThat(new ControlClient(server.path())
                        .ask(request, lines::add)
                        .path("exit")
                        .asInt())
                .isZero();
        assertThat(lines.get(0).path("unconfirmed")).isEmpty();
        assertThat(lines.toString()).contains("node01 : serial OLD", "node02 : serial TWO");

        for (String said : List.of(ONE.toString(), "node01")) {
            lines.clear();
            request = Map.of(
                    "command", "node-arm-plan", "nodes", List.of("node*"), "confirmed", Map.of(said, List.of("NEW")));
            new ControlClient(server.path()).ask(request, lines::add);
            assertThat(lines.toString()).contains("node01 : serial NEW").doesNotContain("OLD");
            assertThat(lines.get(0).path("unconfirmed").get(0).path("name").asText())
                    .isEqualTo("node02");
        }
    }

    @Test
    void arming_with_other_drives_than_the_plan_showed_is_refused() throws Exception {
        ranAJob();
        Map<String, Object> request =
                Map.of("command", "node-arm", "nodes", List.of("node01"), "drives", List.of("sda", "sdb"));
        JsonNode end = new ControlClient(server.path()).ask(request, lines::add);
        assertThat(end.path("message").asText()).contains("drive sdb of the golden system went");
        assertThat(state(ONE)).isEqualTo(NodeState.KNOWN);
    }

    @Test
    void a_group_is_armed_standing_which_the_plan_and_the_rows_say_and_a_restart_keeps() throws Exception {
        ranAJob();
        Map<String, Object> request = Map.of("command", "node-arm-plan", "nodes", List.of("room1"), "standing", true);
        new ControlClient(server.path()).ask(request, lines::add);
        assertThat(lines.toString()).contains("AT EVERY NETWORK BOOT", "node01", "node02");
        lines.clear();
        JsonNode end = new ControlClient(server.path())
                .ask(Map.of("command", "node-arm", "nodes", List.of("room1"), "standing", true), lines::add);
        assertThat(end.path("message").asText()).contains("2 armed, and armed again after each clone", "cancel 2");
        close();
        start();
        ask("nodes", "room1");
        assertThat(lines).hasSize(2).allSatisfy(row -> {
            assertThat(row.path("state").asText()).isEqualTo("ARMED");
            assertThat(row.path("arming").asText()).isEqualTo("STANDING");
            assertThat(row.path("menu").asText()).isEqualTo("kamethod");
        });
        ask("node-local", "room1");
        jobs.follow("2", snapshot -> {});
        ask("nodes", "room1");
        assertThat(lines).extracting(row -> row.path("arming").asText()).containsOnly("ONCE");
    }

    @Test
    void arming_as_a_standing_job_did_is_once_all_the_same() throws Exception {
        ranAJob();
        new ControlClient(server.path())
                .ask(Map.of("command", "node-arm", "nodes", List.of("node01"), "standing", true), lines::add);
        jobs.cancel("2");
        jobs.follow("2", snapshot -> {});
        ask("node-arm", "node01");
        assertThat(fleet.find(ONE).orElseThrow().arming()).isEqualTo(Arming.ONCE);
        jobs.cancel("3");
    }

    @Test
    void a_machine_is_not_called_as_a_group() throws Exception {
        JsonNode end = new ControlClient(server.path())
                .ask(Map.of("command", "node-add", "mac", ONE.toString(), "name", "Room1"), lines::add);
        assertThat(end.path("exit").asInt()).isEqualTo(2);
        assertThat(end.path("message").asText()).contains("Room1 is a group");
    }

    @Test
    void after_its_job_a_machine_is_not_armed_again_by_itself() throws Exception {
        ranAJob();
        ask("node-arm", "node01");
        jobs.cancel("2");
        jobs.follow("2", snapshot -> {});
        close();
        start();
        assertThat(state(ONE)).isEqualTo(NodeState.KNOWN);
    }

    @Test
    void clone_takes_groups_and_patterns_too_and_counts_them_where_a_number_is_said() throws Exception {
        ranAJob(0, "room1");
        ranAJob(2, "node[01-02]");
        ranAJob(2, "node*");
        ranAJob(3, "room1", "52:54:00:77:00:07");
        assertThatThrownBy(() -> ranAJob(1, "room1")).hasMessageContaining("names 2 machines, and -n says 1");
        ranAJob(2, "room1", "node02");
        assertThatThrownBy(() -> ranAJob(0, "node[01-03]")).hasMessageContaining("node03 (of node[01-03])");
        assertThat(state(ONE)).isEqualTo(NodeState.KNOWN);
    }

    @Test
    void an_unknown_machine_is_never_armed_and_neither_are_those_named_with_it() throws Exception {
        ranAJob();
        JsonNode end = ask("node-arm", "node01", STRANGER.toString());
        assertThat(end.path("message").asText()).contains(STRANGER.toString(), "never armed", "nodes add");
        assertThat(state(ONE)).isEqualTo(NodeState.KNOWN);
        assertThat(state(STRANGER)).isEqualTo(NodeState.UNKNOWN);
        assertThat(ask("node-arm-plan", STRANGER.toString()).path("exit").asInt())
                .isEqualTo(1);
    }

    @Test
    void a_job_that_never_was_cannot_be_repeated() throws Exception {
        ranAJob();
        JsonNode end = new ControlClient(server.path())
                .ask(Map.of("command", "node-arm", "job", "7", "nodes", List.of("node01")), lines::add);
        assertThat(end.path("message").asText()).contains("no job 7");
        assertThat(state(ONE)).isEqualTo(NodeState.KNOWN);
    }

    @Test
    void disarming_parking_and_local_boot_are_durable_when_they_are_answered() throws Exception {
        ranAJob();
        ask("node-arm", "node*");
        assertThat(ask("node-park", "node01").path("exit").asInt()).isZero();
        assertThat(ask("node-disarm", "node02").path("exit").asInt()).isZero();
        jobs.follow("2", snapshot -> {}); // nobody is left, and so it ends
        close();
        start();
        assertThat(state(ONE)).isEqualTo(NodeState.PARKED);
        assertThat(state(TWO)).isEqualTo(NodeState.KNOWN);
        assertThat(ask("node-local", "node*").path("exit").asInt()).isZero();
        assertThat(lines).extracting(line -> line.path("state").asText()).containsExactly("KNOWN", "KNOWN");
        assertThat(state(ONE)).isEqualTo(NodeState.KNOWN);
    }

    @Test
    void one_that_refuses_does_not_hold_up_the_others_and_makes_the_command_fail() throws Exception {
        ranAJob();
        ask("node-arm", "node*");
        fleet.applyNow(ONE, new NodeEvent.Hello("2"));
        fleet.applyNow(ONE, new NodeEvent.ReceivingStarted());
        JsonNode end = ask("node-local", "node01", "node02");
        assertThat(end.path("exit").asInt()).isEqualTo(1);
        assertThat(end.path("message").asText()).isEqualTo("1 of 2 refused");
        assertThat(lines.get(0).path("refused").asText()).contains("node01", "half-written");
        assertThat(state(ONE)).isEqualTo(NodeState.RECEIVING);
        assertThat(state(TWO)).isEqualTo(NodeState.KNOWN);
        ask("node-disarm", "node01");
        assertThat(state(ONE)).isEqualTo(NodeState.PARKED);
        jobs.follow("2", snapshot -> {});
    }

    @Test
    void a_machine_that_is_at_its_own_disk_has_nothing_to_be_parked_from() throws Exception {
        JsonNode end = ask("node-park", "node01");
        assertThat(end.path("exit").asInt()).isEqualTo(1);
        assertThat(state(ONE)).isEqualTo(NodeState.KNOWN);
    }

    @Test
    void without_a_machine_or_with_one_that_nobody_knows_nothing_is_switched() throws Exception {
        assertThat(ask("node-disarm").path("exit").asInt()).isEqualTo(2);
        assertThat(ask("node-disarm", "node01", "node7").path("message").asText())
                .contains("node7");
        assertThat(lines).isEmpty();
    }

    @Test
    void a_row_says_what_the_machine_fetches_and_what_happened_last() throws Exception {
        InetSocketAddress client = new InetSocketAddress("10.0.0.100", 2070);
        HttpObserver http = new HttpObserver(transfers);
        http.on(new HttpFileEvent(
                HttpFileEvent.Kind.PROGRESS, "kit/stage1.img", client, 430, Duration.ofMillis(100), 1000));
        ask("nodes");
        JsonNode row = lines.get(lines.size() - 2);
        assertThat(row.path("name").asText()).isEqualTo("node01");
        assertThat(row.path("step").asText()).isEqualTo("stage 1");
        assertThat(row.path("percent").asInt()).isEqualTo(43);
        assertThat(row.path("rate").asLong()).isEqualTo(4300);
        assertThat(row.path("transfer").path("protocol").asText()).isEqualTo("HTTP");
        assertThat(lines.get(lines.size() - 1).has("step")).as("node02").isFalse();

        http.on(new HttpFileEvent(
                HttpFileEvent.Kind.DONE, "kit/stage1.img", client, 1000, Duration.ofMillis(3200), 1000));
        store.write(c -> {}).join();
        ask("nodes");
        row = lines.get(lines.size() - 2);
        assertThat(row.has("step")).isFalse();
        assertThat(row.path("event").path("text").asText()).isEqualTo("fetched by HTTP in 3.2 s");
    }
}
