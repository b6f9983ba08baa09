package org.kaappliance.appliance.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.appliance.http.HttpFileEvent;
import org.kaappliance.appliance.store.StateStore;
import org.kaappliance.appliance.store.StoredNodes;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.NodeEvent;
import org.kaappliance.pxemenu.NodeLife;
import org.kaappliance.pxemenu.NodeLifeSettings;
import org.kaappliance.tftp.TftpEvent;

/** What TFTP and HTTP say of an address is known of its machine. */
class TransfersTest {
    private static final MacAddress MAC = MacAddress.parse("52:54:00:77:00:01");
    private static final MacAddress STRANGER = MacAddress.parse("52:54:00:77:00:02");
    private static final Inet4Address ADDRESS = Ipv4Subnet.address("10.0.0.100");
    private static final Inet4Address OTHER = Ipv4Subnet.address("10.0.0.101");
    private static final InetSocketAddress CLIENT = new InetSocketAddress(ADDRESS, 2070);
    private static final String STAGE1 = "/kit/stage1.img";

    @TempDir
    private Path dir;

    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private StateStore store;
    private Fleet fleet;
    private Transfers transfers;
    private TftpObserver tftp;
    private HttpObserver http;

    @BeforeEach
    void open() throws IOException {
        store = StateStore.open(dir.resolve("state"));
        fleet = new Fleet(new StoredNodes(store), new NodeLife(NodeLifeSettings.DEFAULT), () -> now);
        fleet.applyNow(MAC, new NodeEvent.Registered("node1"));
        fleet.applyNow(STRANGER, new NodeEvent.PxeBoot());
        Map<Inet4Address, MacAddress> machines = Map.of(ADDRESS, MAC, OTHER, STRANGER);
        transfers = new Transfers(fleet, client -> Optional.ofNullable(machines.get(client)), () -> now);
        tftp = new TftpObserver(transfers, () -> now);
        http = new HttpObserver(transfers);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void http(HttpFileEvent.Kind kind, String name, long sentBytes, long millis) {
        http.on(new HttpFileEvent(kind, name, CLIENT, sentBytes, Duration.ofMillis(millis), 1000));
    }

    private Transfer transfer() {
        return transfers.of(MAC).orElseThrow();
    }

    private long stage1Notes() {
        store.write(c -> {}).join(); // what was queued before is durable behind this
        return fleet.events(MAC, 100).stream()
                .filter(event -> event.kind().equals("STAGE1"))
                .count();
    }

    @Test
    void a_tftp_transfer_is_known_with_its_percent_and_rate_while_it_runs() {
        tftp.on(new TftpEvent.Started(CLIENT, STAGE1, 1000, 512));
        assertThat(transfer().percent()).isZero();
        tftp.on(new TftpEvent.Progress(CLIENT, STAGE1, 430, Duration.ofMillis(500), 1000));
        assertThat(transfer().phase()).isEqualTo(Transfer.Phase.RUNNING);
        assertThat(transfer().what()).isEqualTo("stage 1");
        assertThat(transfer().percent()).isEqualTo(43);
        assertThat(transfer().rate()).isEqualTo(860);
    }

    @Test
    void stage_1_that_arrived_is_an_event_of_the_machine_with_how_and_how_long() {
        http(HttpFileEvent.Kind.STARTED, "kit/stage1.img", 0, 0);
        http(HttpFileEvent.Kind.DONE, "kit/stage1.img", 1000, 3200);
        assertThat(transfer().phase()).isEqualTo(Transfer.Phase.COMPLETED);
        assertThat(stage1Notes()).isEqualTo(1);
        assertThat(fleet.lastEvents().get(MAC).text()).isEqualTo("fetched by HTTP in 3.2 s");
    }

    @Test
    void a_machine_that_fetches_stage_1_again_and_again_does_not_flood_its_events() {
        for (int i = 0; i < 20; i++) {
            now = now.plusSeconds(3);
            http(HttpFileEvent.Kind.DONE, "kit/stage1.img", 1000, 10);
        }
        assertThat(stage1Notes()).as("in a minute").isEqualTo(2);
        http(HttpFileEvent.Kind.DONE, "kit/vmlinuz", 1000, 10);
        assertThat(stage1Notes()).as("another file is no stage 1").isEqualTo(2);
    }

    @Test
    void nothing_is_kept_of_strangers_and_of_addresses_that_nobody_has() {
        tftp.on(new TftpEvent.Started(new InetSocketAddress(OTHER, 2070), STAGE1, 1000, 512));
        assertThat(transfers.of(STRANGER)).isEmpty();
        tftp.on(new TftpEvent.Completed(new InetSocketAddress("10.0.0.9", 1), STAGE1, 1000, Duration.ZERO, 0));
        assertThat(fleet.all()).hasSize(2);
        fleet.applyNow(STRANGER, new NodeEvent.Registered("node2"));
        tftp.on(new TftpEvent.Started(new InetSocketAddress(OTHER, 2070), STAGE1, 1000, 512));
        assertThat(transfers.of(STRANGER)).as("somebody vouched for it").isPresent();
    }

    @Test
    void a_failure_says_how_far_the_transfer_was_and_why_it_ended() {
        tftp.on(new TftpEvent.Progress(CLIENT, STAGE1, 430, Duration.ofSeconds(1), 1000));
        tftp.on(new TftpEvent.Failed(CLIENT, STAGE1, 440, "no answer"));
        assertThat(transfer().phase()).isEqualTo(Transfer.Phase.FAILED);
        assertThat(transfer().percent()).isEqualTo(44);
        assertThat(transfer().reason()).isEqualTo("no answer");
        http(HttpFileEvent.Kind.BROKEN, "kit/vmlinuz", 10, 10);
        assertThat(transfer().reason()).isEqualTo("the client went away");
    }

    @Test
    void a_size_probe_is_no_transfer() {
        tftp.on(new TftpEvent.Started(CLIENT, STAGE1, 1000, 512));
        tftp.on(new TftpEvent.Probed(CLIENT, STAGE1, 1000));
        assertThat(transfers.of(MAC)).isEmpty();
    }

    @Test
    void of_two_at_once_the_one_that_began_last_is_shown_until_it_ends() {
        http(HttpFileEvent.Kind.STARTED, "kit/vmlinuz", 0, 0);
        http(HttpFileEvent.Kind.STARTED, "kit/stage1.img", 0, 0);
        http(HttpFileEvent.Kind.PROGRESS, "kit/vmlinuz", 500, 10);
        assertThat(transfer().what()).isEqualTo("stage 1");
        http(HttpFileEvent.Kind.DONE, "kit/stage1.img", 1000, 20);
        http(HttpFileEvent.Kind.PROGRESS, "kit/vmlinuz", 600, 30);
        assertThat(transfer().what()).isEqualTo("kernel");
        assertThat(transfer().percent()).isEqualTo(60);
    }

    @Test
    void a_name_that_a_stranger_made_up_is_shown_without_its_control_characters() {
        http(HttpFileEvent.Kind.STARTED, "a\u001b[2Jb", 0, 0);
        assertThat(transfer().file()).isEqualTo("a?[2Jb");
    }

    @Test
    void an_address_that_dhcp_did_not_give_is_looked_up_in_the_kernels_table_once_a_second() throws IOException {
        Path table = Files.writeString(dir.resolve("arp"), "IP address HW type Flags HW address Mask Device\n");
        ClientMachines machines = new ClientMachines(client -> Optional.empty(), new NeighbourTable(table), () -> now);
        assertThat(machines.apply(ADDRESS)).isEmpty();
        Files.writeString(
                table, "10.0.0.9 0x1 0x0 00:00:00:00:00:00 * eth0\n10.0.0.100 0x1 0x2 52:54:00:77:00:01 * eth0\n");
        now = now.plusMillis(999);
        assertThat(machines.apply(ADDRESS)).as("the table of a moment ago").isEmpty();
        now = now.plusMillis(1);
        assertThat(machines.apply(ADDRESS)).contains(MAC);
        assertThat(machines.apply(Ipv4Subnet.address("10.0.0.9"))).isEmpty();
    }
}
