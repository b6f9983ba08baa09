package org.kaappliance.dhcp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.dhcp.engine.Served.NODE1;
import static org.kaappliance.dhcp.engine.Served.STRANGER;
import static org.kaappliance.dhcp.engine.Served.address;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kaappliance.dhcp.boot.BootPolicy;
import org.kaappliance.dhcp.engine.DhcpEvent.Kind;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.dhcp.wire.DhcpCodec;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.MessageType;

public class ProxyEngineTest {
    private final ProxyEngine proxy = proxy(Map.of());
    private Instant now = Served.START;

    @Test
    public void the_offer_names_the_program_and_no_address() {
        Effect.Reply offer = reply(proxy, rom().has("10.0.1.9").discover());
        assertThat(offer.message().yiaddr()).isEqualTo(DhcpMessage.NO_ADDRESS);
        assertThat(offer.message().ciaddr()).isEqualTo(DhcpMessage.NO_ADDRESS);
        assertThat(offer.message().siaddr()).isEqualTo(address("10.0.1.1"));
        assertThat(offer.message().sname()).isEqualTo("10.0.1.1");
        assertThat(offer.message().file()).isEqualTo("pxelinux.0");
        assertThat(offer.message().flags()).isEqualTo(DhcpMessage.BROADCAST_FLAG);
        assertThat(offer.message().options().codes()).containsExactlyInAnyOrder(53, 54, 60, 43, 66, 67);
        assertThat(offer.to()).isEqualTo(new InetSocketAddress(address("255.255.255.255"), 68));
        assertThat(offer.event().kind()).isEqualTo(Kind.PROXY_OFFERED);
    }

    @Test
    public void a_relayed_discover_is_answered_through_its_relay() {
        Effect.Reply offer =
                reply(proxy, rom().relay("10.9.0.1").option(82, 1, 1, 7).discover());
        assertThat(offer.to()).isEqualTo(new InetSocketAddress(address("10.9.0.1"), 67));
        assertThat(offer.message().giaddr()).isEqualTo(address("10.9.0.1"));
        List<Integer> codes = new ArrayList<>(offer.message().options().codes());
        assertThat(codes.get(codes.size() - 1)).isEqualTo(82);
    }

    @Test
    public void a_rom_that_asks_this_server_by_its_identifier_is_answered_on_port_67_too() {
        Effect.Reply ack =
                reply(proxy, rom().server("10.0.1.1").has("10.0.1.50").request());
        assertThat(ack.message().type()).contains(MessageType.ACK);
        assertThat(ack.message().file()).isEqualTo("pxelinux.0");
        assertThat(ack.message().yiaddr()).isEqualTo(address("10.0.1.50"));
        assertThat(ack.to()).isEqualTo(new InetSocketAddress(address("10.0.1.50"), 68));
        assertThat(reply(proxy, rom().has("10.0.1.50").send(MessageType.INFORM))
                        .message()
                        .file())
                .isEqualTo("pxelinux.0");
    }

    @Test
    public void systems_that_run_get_no_answer() {
        assertThat(on(proxy, Client.of(NODE1).discover())).hasOnlyElementsOfType(Effect.Ignore.class);
        assertThat(on(proxy, Client.of(NODE1).has("10.0.1.50").send(MessageType.INFORM)))
                .hasOnlyElementsOfType(Effect.Ignore.class);
        assertThat(on(
                        proxy,
                        Client.of(NODE1).server("10.0.1.1").asks("10.0.1.50").request()))
                .hasOnlyElementsOfType(Effect.Ignore.class);
        assertThat(on(proxy, Client.of(NODE1).has("10.0.1.50").send(MessageType.RELEASE)))
                .hasOnlyElementsOfType(Effect.Ignore.class);
    }

    @Test
    public void a_boot_is_told_once_when_firmware_takes_the_other_servers_address() {
        DhcpMessage request = rom().server("10.0.1.2").asks("10.0.1.50").request();
        DhcpEvent event = told(on(proxy, request)).orElseThrow();
        assertThat(event.kind()).isEqualTo(Kind.PROXY_BOOT);
        assertThat(event.address()).contains(address("10.0.1.50"));
        assertThat(event.bootFile()).contains("pxelinux.0");
        assertThat(told(on(proxy, request))).isEmpty();
        now = now.plus(Duration.ofMinutes(1));
        assertThat(told(on(proxy, request))).isPresent();
    }

    @Test
    public void a_system_that_takes_the_other_servers_address_is_told_once() {
        DhcpMessage request =
                Client.of(NODE1).server("10.0.1.2").asks("10.0.1.50").request();
        assertThat(told(on(proxy, request)).map(DhcpEvent::kind)).contains(Kind.SEEN_PLAIN);
        assertThat(told(on(proxy, request))).isEmpty();
        DhcpMessage renewal = Client.of(STRANGER).has("10.0.1.51").request();
        assertThat(told(on(proxy, renewal)).flatMap(DhcpEvent::address)).contains(address("10.0.1.51"));
    }

    @Test
    public void who_may_not_boot_is_left_to_the_other_server() {
        ProxyEngine silent = proxy(Map.of("dhcp.unknown-machines", "silence"));
        ProxyEngine addresses = proxy(Map.of("dhcp.unknown-machines", "address"));
        for (ProxyEngine one : List.of(silent, addresses)) {
            assertThat(replies(on(one, Client.of(STRANGER).pxe().discover()))).isEmpty();
            assertThat(told(on(one, Client.of(STRANGER).pxe().server("10.0.1.2").request())))
                    .isEmpty();
            assertThat(replies(on(one, rom().discover()))).hasSize(1);
        }
    }

    @Test
    public void the_boot_file_of_the_machine_wins_over_the_menu_and_the_menu_over_that_of_a_class() {
        Map<String, String> settings = Map.of(
                "machines",
                "[ { mac = \"" + NODE1 + "\", name = node1, boot-file = own.0, boot-server = 10.0.1.7 } ]",
                "dhcp.classes",
                "[ { name = all, vendor-class = PXEClient, boot-file = class.0 } ]",
                "dhcp.pxe-menu.services",
                "[ { firmware = bios, item = a, boot-file = menu.0 }, { firmware = bios, item = b, boot-file = local } ]");
        DhcpMessage offer = reply(proxy(settings), rom().discover()).message();
        assertThat(offer.file()).isEqualTo("own.0");
        assertThat(offer.siaddr()).isEqualTo(address("10.0.1.7"));
        assertThat(offer.options().address(54)).contains(address("10.0.1.1"));
        assertThat(reply(proxy(settings), Client.of(STRANGER).pxe().discover())
                        .message()
                        .file())
                .isEqualTo("menu.0");
    }

    @Test
    public void of_the_settings_options_only_those_of_boot_programs_go_beside_another_server() {
        ProxyEngine options = proxy(Map.of("dhcp.options", "{ \"209\" = \"text:own.cfg\", ntp-servers = 10.0.1.9 }"));
        DhcpMessage offer = reply(options, rom().discover()).message();
        assertThat(offer.options().text(209)).contains("own.cfg");
        assertThat(offer.options().has(42)).isFalse();
    }

    @Test
    public void none_as_boot_file_names_none() {
        ProxyEngine none = proxy(Map.of("dhcp.boot-file", "none"));
        assertThat(replies(on(none, rom().discover()))).isEmpty();
    }

    @Test
    public void unknown_firmware_is_warned_of_once_a_machine() {
        DhcpMessage discover = Client.of(NODE1).pxe(77).discover();
        assertThat(on(proxy, discover)).hasAtLeastOneElementOfType(Effect.Warn.class);
        now = now.plusSeconds(4);
        assertThat(on(proxy, discover)).hasOnlyElementsOfType(Effect.Ignore.class);
        assertThat(on(proxy, Client.of(STRANGER).pxe(77).discover())).hasAtLeastOneElementOfType(Effect.Warn.class);
    }

    @Test
    public void a_reply_is_no_larger_than_the_client_takes() {
        DhcpMessage offer = reply(
                        proxy,
                        rom().option(57, 2, 0x40)
                                .text(61, "c".repeat(160))
                                .option(82, new int[100])
                                .discover())
                .message();
        assertThat(DhcpCodec.encode(offer).length).isLessThanOrEqualTo(576 - 28);
        assertThat(offer.options().codes()).contains(43, 60, 54, 82);
    }

    private static Client rom() {
        return Client.of(NODE1).pxe();
    }

    private static ProxyEngine proxy(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("dhcp.mode", "proxy");
        DhcpServerSettings served = Served.settings(settings);
        return new ProxyEngine(
                served,
                BootPolicy.of(served.dhcp().bootPrograms(), served.dhcp().unknownMachines()));
    }

    private List<Effect> on(ProxyEngine engine, DhcpMessage message) {
        return engine.on(message, Served.ARRIVAL, now);
    }

    private Effect.Reply reply(ProxyEngine engine, DhcpMessage message) {
        return replies(on(engine, message)).get(0);
    }

    private static List<Effect.Reply> replies(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.Reply.class::isInstance)
                .map(Effect.Reply.class::cast)
                .toList();
    }

    private static Optional<DhcpEvent> told(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.Tell.class::isInstance)
                .map(effect -> ((Effect.Tell) effect).event())
                .findFirst();
    }
}
