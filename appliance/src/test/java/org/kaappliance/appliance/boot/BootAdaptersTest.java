package org.kaappliance.appliance.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.appliance.store.StateStore;
import org.kaappliance.appliance.store.StoredNodes;
import org.kaappliance.config.InterfaceAddress;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.config.NetworkPlan;
import org.kaappliance.dhcp.boot.Architecture;
import org.kaappliance.dhcp.engine.DhcpEvent;
import org.kaappliance.dhcp.lease.Lease;
import org.kaappliance.pxemenu.Arming;
import org.kaappliance.pxemenu.MenuPolicy;
import org.kaappliance.pxemenu.MenuSettings;
import org.kaappliance.pxemenu.MenuText;
import org.kaappliance.pxemenu.NodeEvent;
import org.kaappliance.pxemenu.NodeLife;
import org.kaappliance.pxemenu.NodeLifeSettings;
import org.kaappliance.pxemenu.NodeState;
import org.kaappliance.tftp.Content;
import org.kaappliance.tftp.TftpRequest;

/** What DHCP sees reaches the fleet, and what the fleet stores reaches the menu. */
class BootAdaptersTest {
    private static final MacAddress MAC = MacAddress.parse("52:54:00:77:00:01");
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final int BIOS = 0;
    private static final int UEFI = 7;

    @TempDir
    private Path dir;

    private StateStore store;
    private Fleet fleet;
    private DhcpObserver dhcp;
    private MenuRoute menus;

    @BeforeEach
    void open() throws IOException {
        store = StateStore.open(dir.resolve("state"));
        fleet = new Fleet(new StoredNodes(store), new NodeLife(NodeLifeSettings.DEFAULT), () -> NOW);
        dhcp = new DhcpObserver(fleet, Set.of("rescue/vmlinuz"));
        menus = new MenuRoute(
                fleet,
                new MenuPolicy(MenuSettings.defaults(Ipv4Subnet.address("10.0.0.1")), job -> Optional.of("beef")),
                new MenuText(Map.of()),
                new MenuWhereabouts(
                        new NetworkPlan(
                                List.of(new InterfaceAddress("eth0", Ipv4Subnet.address("10.0.0.1"), 24)), List.of()),
                        dhcp,
                        new ClientMachines(dhcp, () -> NOW),
                        () -> OptionalInt.of(80)));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void hears(DhcpEvent.Kind kind, String vendorClass, Optional<Integer> architecture, Instant at) {
        hears(kind, vendorClass, "", architecture, at);
    }

    private void hears(
            DhcpEvent.Kind kind, String vendorClass, String hostName, Optional<Integer> architecture, Instant at) {
        dhcp.on(new DhcpEvent(
                at,
                kind,
                MAC,
                Optional.of(Ipv4Subnet.address("10.0.0.100")),
                vendorClass,
                hostName,
                architecture.map(Architecture::new),
                architecture.map(a -> "pxelinux.0")));
        store.write(c -> {}).join(); // what was queued before is durable behind this
    }

    private NodeState state() {
        return fleet.find(MAC).orElseThrow().state();
    }

    private Optional<String> menu(String name) throws IOException {
        Optional<Content> content = menus.resolve(new TftpRequest(name, new InetSocketAddress("10.0.0.100", 2070)));
        if (content.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) content.get().sizeBytes());
        content.get().read(0, bytes);
        return Optional.of(new String(bytes.array(), StandardCharsets.UTF_8));
    }

    private void cloned() {
        cloned(Arming.ONCE);
    }

    private void cloned(Arming arming) {
        fleet.applyNow(MAC, new NodeEvent.Registered("node1"));
        fleet.applyNow(MAC, new NodeEvent.Arm("1", "cafe", arming));
        fleet.applyNow(MAC, new NodeEvent.Hello("1"));
        fleet.applyNow(MAC, new NodeEvent.ReceivingStarted());
        fleet.applyNow(MAC, new NodeEvent.Done("1"));
    }

    @Test
    void a_network_boot_counts_and_is_seen_even_of_an_unknown_machine() {
        hears(DhcpEvent.Kind.ACKED_PXE, "PXEClient", Optional.of(BIOS), NOW);
        assertThat(state()).isEqualTo(NodeState.UNKNOWN);
        assertThat(dhcp.addressOf(MAC)).contains(Ipv4Subnet.address("10.0.0.100"));
    }

    @Test
    void an_armed_machine_boots_kamethod_with_its_own_job_and_token() throws IOException {
        fleet.applyNow(MAC, new NodeEvent.Registered("node1"));
        fleet.applyNow(MAC, new NodeEvent.Arm("1", "cafe"));
        hears(DhcpEvent.Kind.ACKED_PXE, "PXEClient", Optional.of(BIOS), NOW);
        assertThat(state()).isEqualTo(NodeState.BOOTING);
        assertThat(menu("pxelinux.cfg/01-52-54-00-77-00-01").orElseThrow())
                .contains("DEFAULT kamethod", "ka.job=1 ka.token=cafe ka.key=beef");
        assertThat(menu("pxelinux.cfg/01-52-54-00-77-00-02").orElseThrow())
                .as("another machine")
                .contains("DEFAULT local")
                .doesNotContain("kamethod");
        assertThat(menu("pxelinux.cfg/default").orElseThrow()).doesNotContain("kamethod");
    }

    @ParameterizedTest
    @CsvSource({
        "pxelinux.0, kit/vmlinuz",
        "lpxelinux.0, http://10.0.0.1/kit/vmlinuz",
        "syslinux.efi, http://10.0.0.1/kit/vmlinuz"
    })
    void those_of_syslinux_that_can_fetch_over_http(String program, String kernel) throws IOException {
        fleet.applyNow(MAC, new NodeEvent.Registered("node1"));
        fleet.applyNow(MAC, new NodeEvent.Arm("1", "cafe"));
        dhcp.on(new DhcpEvent(
                NOW,
                DhcpEvent.Kind.ACKED_PXE,
                MAC,
                Optional.of(Ipv4Subnet.address("10.0.0.100")),
                "PXEClient",
                "",
                Optional.of(new Architecture(BIOS)),
                Optional.of(program)));
        assertThat(menu("pxelinux.cfg/01-52-54-00-77-00-01").orElseThrow()).contains("KERNEL " + kernel + "\n");
    }

    @Test
    void grub_that_asks_for_no_name_with_an_address_is_sent_on_to_the_menu_of_its_card() throws IOException {
        fleet.applyNow(MAC, new NodeEvent.Registered("node1"));
        fleet.applyNow(MAC, new NodeEvent.Arm("1", "cafe"));
        assertThat(menu("grub/grub.cfg").orElseThrow())
                .startsWith(
                        "if [ -n \"$net_default_mac\" ]; then\n  configfile \"$prefix/grub.cfg-$net_default_mac\"\nfi\n")
                .contains("--id 'local'")
                .doesNotContain("kamethod");
        assertThat(menu("/grub/grub.cfg-52:54:00:77:00:01").orElseThrow()).contains("ka.token=cafe");
    }

    @Test
    void reading_menus_and_offers_change_nothing() throws IOException {
        fleet.applyNow(MAC, new NodeEvent.Registered("node1"));
        fleet.applyNow(MAC, new NodeEvent.Arm("1", "cafe"));
        for (int i = 0; i < 20; i++) {
            menu("pxelinux.cfg/01-52-54-00-77-00-01");
            hears(DhcpEvent.Kind.OFFERED, "PXEClient", Optional.of(BIOS), NOW);
        }
        assertThat(state()).isEqualTo(NodeState.ARMED);
        assertThat(menu("kit/vmlinuz")).as("not a menu").isEmpty();
    }

    @Test
    void stage_1_asking_for_its_address_is_no_proof_of_life() {
        cloned();
        hears(DhcpEvent.Kind.ACKED_PLAIN, "ka-stage1", Optional.empty(), NOW);
        assertThat(state()).isEqualTo(NodeState.DONE);
    }

    @Test
    void the_clones_own_system_asking_is() {
        cloned();
        hears(DhcpEvent.Kind.ACKED_PXE, "PXEClient", Optional.of(BIOS), NOW);
        assertThat(state()).isEqualTo(NodeState.DONE);
        hears(DhcpEvent.Kind.ACKED_PLAIN, "udhcp 1.35", Optional.empty(), NOW.plusSeconds(3));
        assertThat(state()).isEqualTo(NodeState.VERIFIED);
    }

    @Test
    void uefi_firmware_asking_for_itself_is_not_and_the_system_behind_it_is() {
        cloned();
        hears(DhcpEvent.Kind.ACKED_PXE, "PXEClient", Optional.of(UEFI), NOW);
        hears(DhcpEvent.Kind.ACKED_PLAIN, "", Optional.empty(), NOW.plusSeconds(4));
        assertThat(state()).isEqualTo(NodeState.DONE);
        hears(DhcpEvent.Kind.ACKED_PLAIN, "", Optional.empty(), NOW.plusSeconds(14));
        assertThat(state()).as("asked twice in one boot").isEqualTo(NodeState.DONE);
        hears(DhcpEvent.Kind.ACKED_PLAIN, "", Optional.empty(), NOW.plusSeconds(20));
        assertThat(state()).isEqualTo(NodeState.VERIFIED);
    }

    @Test
    void a_standing_machine_is_armed_again_when_a_system_asks_some_time_after_the_boot_that_follows_its_clone() {
        cloned(Arming.STANDING);
        hears(DhcpEvent.Kind.ACKED_PXE, "PXEClient", Optional.of(BIOS), NOW.plusSeconds(30));
        hears(DhcpEvent.Kind.RELEASED, "", Optional.empty(), NOW.plusSeconds(31)); // as firmware does before it leaves
        hears(DhcpEvent.Kind.ACKED_PLAIN, "", "room1-07", Optional.empty(), NOW.plusSeconds(39));
        assertThat(state()).as("sooner than a system can be up").isEqualTo(NodeState.DONE);
        hears(DhcpEvent.Kind.ACKED_PLAIN, "", "room1-07", Optional.empty(), NOW.plusSeconds(40));
        assertThat(state()).isEqualTo(NodeState.ARMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "PXEClient:Arch:00007", "HTTPClient", "Linux ipconfig", "ka-stage1"})
    void firmware_and_boot_programs_that_ask_never_arm_a_standing_machine_again(String vendorClass) {
        cloned(Arming.STANDING);
        hears(DhcpEvent.Kind.ACKED_PXE, "PXEClient", Optional.of(UEFI), NOW);
        for (int second = 4; second < 4000; second *= 2) {
            hears(DhcpEvent.Kind.ACKED_PLAIN, vendorClass, Optional.empty(), NOW.plusSeconds(second));
            assertThat(state()).isEqualTo(NodeState.DONE);
        }
    }

    @Test
    void a_standing_machine_whose_boot_after_the_clone_was_not_seen_is_not_armed_again() {
        hears(DhcpEvent.Kind.ACKED_PXE, "PXEClient", Optional.of(BIOS), NOW.minusSeconds(900));
        cloned(Arming.STANDING);
        hears(DhcpEvent.Kind.ACKED_PLAIN, "udhcp 1.35", Optional.empty(), NOW.plusSeconds(60));
        assertThat(state()).isEqualTo(NodeState.DONE);
    }

    @Test
    void a_standing_machine_that_boots_a_system_of_the_menu_is_not_armed_again() {
        cloned(Arming.STANDING);
        hears(DhcpEvent.Kind.ACKED_PXE, "PXEClient", Optional.of(BIOS), NOW);
        dhcp.fetched(MAC, "/rescue/vmlinuz");
        hears(DhcpEvent.Kind.ACKED_PLAIN, "udhcp 1.35", "rescue", Optional.empty(), NOW.plusSeconds(60));
        assertThat(state()).isEqualTo(NodeState.DONE);
    }

    @Test
    void beside_another_server_boots_and_proof_of_life_are_seen_as_well() {
        cloned();
        hears(DhcpEvent.Kind.PROXY_OFFERED, "PXEClient", Optional.of(UEFI), NOW);
        hears(DhcpEvent.Kind.PROXY_BOOT, "PXEClient", Optional.of(UEFI), NOW);
        hears(DhcpEvent.Kind.SEEN_PLAIN, "", Optional.empty(), NOW.plusSeconds(4));
        assertThat(state()).as("the firmware itself").isEqualTo(NodeState.DONE);
        hears(DhcpEvent.Kind.SEEN_PLAIN, "dhcpcd", Optional.empty(), NOW.plusSeconds(14));
        assertThat(state()).isEqualTo(NodeState.VERIFIED);
        assertThat(dhcp.addressOf(MAC)).contains(Ipv4Subnet.address("10.0.0.100"));
    }

    @Test
    void a_proxied_boot_of_an_armed_machine_counts() {
        fleet.applyNow(MAC, new NodeEvent.Registered("node1"));
        fleet.applyNow(MAC, new NodeEvent.Arm("1", "cafe"));
        hears(DhcpEvent.Kind.PROXY_BOOT, "PXEClient", Optional.of(BIOS), NOW);
        assertThat(state()).isEqualTo(NodeState.BOOTING);
    }

    @Test
    void where_only_the_boot_server_is_ours_its_answer_is_the_boot() {
        fleet.applyNow(MAC, new NodeEvent.Registered("node1"));
        fleet.applyNow(MAC, new NodeEvent.Arm("1", "cafe"));
        hears(DhcpEvent.Kind.BOOT_SERVER_ACKED, "PXEClient", Optional.of(BIOS), NOW);
        assertThat(state()).isEqualTo(NodeState.BOOTING);
    }

    @Test
    void addresses_that_strangers_take_elsewhere_are_not_kept() {
        hears(DhcpEvent.Kind.PROXY_BOOT, "PXEClient", Optional.of(UEFI), NOW);
        hears(DhcpEvent.Kind.SEEN_PLAIN, "dhcpcd", Optional.empty(), NOW);
        assertThat(dhcp.addressOf(MAC)).isEmpty();
    }

    @Test
    void an_address_that_goes_to_another_machine_or_is_given_back_leaves_nothing_of_the_one_before() {
        MacAddress other = MacAddress.parse("52:54:00:77:00:02");
        Inet4Address address = Ipv4Subnet.address("10.0.0.100");
        dhcp.remember(List.of(new Lease(address, other, NOW.plusSeconds(60), Lease.State.BOUND)), NOW);
        assertThat(dhcp.machineAt(address)).contains(other);
        hears(DhcpEvent.Kind.ACKED_PXE, "PXEClient", Optional.of(BIOS), NOW);
        assertThat(dhcp.machineAt(address)).contains(MAC);
        assertThat(dhcp.addressOf(other)).isEmpty();
        hears(DhcpEvent.Kind.RELEASED, "", Optional.empty(), NOW);
        assertThat(dhcp.machineAt(address)).isEmpty();
        assertThat(dhcp.addressOf(MAC)).isEmpty();
        assertThat(dhcp.bootFileOf(MAC)).isEmpty();
    }

    @Test
    void what_goes_wrong_with_the_address_of_a_known_machine_is_kept_once() {
        fleet.applyNow(MAC, new NodeEvent.Registered("node1"));
        for (int i = 0; i < 3; i++) {
            hears(DhcpEvent.Kind.NAKED, "", Optional.empty(), NOW);
        }
        hears(DhcpEvent.Kind.DECLINED, "", Optional.empty(), NOW);
        assertThat(fleet.events(MAC, 10))
                .extracting(StoredNodes.Event::text)
                .filteredOn(text -> text.contains("10.0.0.100"))
                .containsExactly("was refused 10.0.0.100, and starts over", "found 10.0.0.100 in use by somebody else");
        assertThat(dhcp.nameOf(MAC)).isEqualTo("node1");
    }
}
