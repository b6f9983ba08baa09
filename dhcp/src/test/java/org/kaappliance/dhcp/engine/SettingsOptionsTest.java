package org.kaappliance.dhcp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.dhcp.engine.Served.NODE1;
import static org.kaappliance.dhcp.engine.Served.STRANGER;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.config.DhcpSettings.UnknownMachines;
import org.kaappliance.dhcp.boot.BootPolicy;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.dhcp.wire.Captures;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.MessageType;

public class SettingsOptionsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "subnet-mask = 255.255.0.0 | 1 | ffff0000",
                "routers = [10.0.1.7, 10.0.1.8] | 3 | 0a0001070a000108",
                "host-name = other | 12 | 6f74686572",
                "broadcast-address = 10.0.255.255 | 28 | 0a00ffff",
                "vendor-encapsulated-options = \"hex:060103ff\" | 43 | 060103ff",
                "dhcp-renewal-time = 60 | 58 | 0000003c",
                "\"175\" = \"hex:b00100\" | 175 | b00100",
                "\"200\" = \"u16:1500\" | 200 | 05dc"
            })
    public void an_option_that_is_set_replaces_the_appliances_own(String set, int code, String octets) {
        DhcpMessage offer = served(set).answer(Captures.message("ipxe-bios-discover"));
        assertThat(hex(offer, code)).isEqualTo(octets);
    }

    @Test
    public void options_inside_a_space_are_merged_into_the_appliances_own() {
        Served server = served("pxe.discovery-control = 3, \"43.200\" = \"u8:1\", ipxe.keep-san = 1");
        DhcpMessage toIpxe = server.answer(Captures.message("ipxe-bios-discover"));
        assertThat(hex(toIpxe, 43)).isEqualTo("060103" + "c80101" + "ff");
        assertThat(hex(toIpxe, 175)).isEqualTo("b00101" + "080101");
    }

    @Test
    public void a_space_is_sent_to_those_who_read_it() {
        Served server = served("pxe.discovery-control = 3, ipxe.keep-san = 1");
        assertThat(server.answer(Captures.message("ovmf-discover")).options().codes())
                .contains(43)
                .doesNotContain(175);
        assertThat(server.answer(Captures.message("udhcpc-discover")).options().codes())
                .doesNotContain(43, 175);
    }

    /** PXEClient without 43.6 makes EDK2 ask a BINL server. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "vendor-class-identifier = PXEClient",
                "vendor-class-identifier = HTTPClient",
                "pxe.discovery-control = 3",
                "vendor-class-identifier = PXEClient, pxe.discovery-control = 3"
            })
    public void nothing_is_said_to_firmware_that_has_nothing_to_boot(String set) {
        DhcpMessage offer = served(set).answer(Client.of(NODE1).pxe(6).discover());
        assertThat(offer.yiaddr()).isEqualTo(Served.address("10.0.1.111"));
        assertThat(offer.options().codes()).doesNotContain(43, 60);
    }

    @Test
    public void beside_a_boot_program_the_vendor_class_and_discovery_control_stay() {
        Served server = served("vendor-class-identifier = other, vendor-encapsulated-options = \"hex:0104e0000102\"");
        DhcpMessage toPxe = server.answer(Client.of(NODE1).pxe().discover());
        assertThat(toPxe.options().text(60)).contains("PXEClient");
        assertThat(hex(toPxe, 43)).isEqualTo("060108ff");
        DhcpMessage toSystem = server.answer(Client.of(NODE1).discover());
        assertThat(toSystem.options().text(60)).contains("other");
        assertThat(hex(toSystem, 43)).isEqualTo("0104e0000102");
    }

    @Test
    public void firmware_that_loads_urls_reads_no_space_of_pxe() {
        Served server = new Served(
                Served.settings(Map.of("dhcp.options", "{ pxe.discovery-control = 3 }")),
                BootPolicy.of(Map.of("uefi-x64-http", "http://10.0.1.9/a.efi"), UnknownMachines.BOOT),
                List.of());
        DhcpMessage offer = server.answer(
                Client.of(NODE1).pxe(16).vendorClass("HTTPClient:Arch:00016").discover());
        assertThat(offer.options().text(60)).contains("HTTPClient");
        assertThat(offer.options().has(43)).isFalse();
    }

    @Test
    public void the_magic_of_pxelinux_is_sent_whenever_one_of_its_options_is() {
        DhcpMessage offer = served("pxelinux.pathprefix = \"/ka/\"").answer(Captures.message("ipxe-bios-discover"));
        assertThat(hex(offer, 208)).isEqualTo("f100747e");
        assertThat(offer.options().text(210)).contains("/ka/");
        assertThat(served("time-offset = 0")
                        .answer(Captures.message("ipxe-bios-discover"))
                        .options()
                        .has(208))
                .isFalse();
    }

    @Test
    public void an_ack_and_the_answer_to_an_inform_have_the_options_too_and_a_nak_has_not() {
        Served server = served("time-offset = 7, dhcp-renewal-time = 60");
        server.answer(Client.of(NODE1).discover());
        assertThat(server.answer(Client.of(NODE1).asks("10.0.1.111").request())
                        .options()
                        .codes())
                .contains(2, 58);
        assertThat(server.answer(Client.of(NODE1).has("10.0.1.111").send(MessageType.INFORM))
                        .options()
                        .codes())
                .contains(2)
                .doesNotContain(51, 58, 59);
        assertThat(server.answer(Client.of(STRANGER).asks("10.9.9.9").request())
                        .options()
                        .codes())
                .containsExactly(53, 54, 56);
    }

    @Test
    public void v6_only_preferred_is_sent_to_those_who_ask_for_it() {
        Served server = served("v6-only-preferred = 1800");
        assertThat(server.answer(Client.of(NODE1).discover()).options().has(108))
                .isFalse();
        assertThat(server.answer(Client.of(NODE1).option(55, 1, 108).discover())
                        .options()
                        .has(108))
                .isTrue();
    }

    @Test
    public void what_the_relay_and_the_client_sent_stands_behind_what_is_set() {
        DhcpMessage offer = served("\"200\" = \"text:x\", \"250\" = \"text:y\"")
                .answer(Client.of(NODE1)
                        .pxe()
                        .relay("10.0.1.5")
                        .option(82, 1, 1, 5)
                        .discover());
        List<Integer> codes = List.copyOf(offer.options().codes());
        assertThat(codes.get(codes.size() - 1)).isEqualTo(82);
    }

    @Test
    public void a_proxys_offer_and_the_answer_of_the_boot_server_have_the_options_too() {
        DhcpServerSettings settings =
                Served.settings(Map.of("dhcp.options", "{ pxelinux.pathprefix = \"/ka/\", \"43.200\" = \"u8:1\" }"));
        List<DhcpMessage> replies = new ArrayList<>();
        for (Effect effect : new ProxyEngine(settings, Served.policy(UnknownMachines.BOOT))
                .on(Client.of(NODE1).pxe().discover(), Served.ARRIVAL, Served.START)) {
            replies.add(((Effect.Reply) effect).message());
        }
        for (Effect effect : new BootServer(settings, Served.policy(UnknownMachines.BOOT))
                .on(Client.of(NODE1).pxe().request(), Served.ARRIVAL, Served.START)) {
            replies.add(((Effect.Reply) effect).message());
        }
        assertThat(replies).hasSize(2).allSatisfy(reply -> {
            assertThat(reply.options().codes()).contains(208, 210).doesNotContain(51);
            assertThat(hex(reply, 43)).isEqualTo("060108" + "c80101" + "ff");
        });
    }

    private static Served served(String options) {
        return new Served(
                Served.settings(new HashMap<>(
                        Map.of("dhcp.pool", "10.0.1.100-10.0.1.102", "dhcp.options", "{" + options + "}"))),
                Served.policy(UnknownMachines.BOOT),
                List.of());
    }

    private static String hex(DhcpMessage message, int code) {
        return HexFormat.of().formatHex(message.options().bytes(code).orElseThrow());
    }
}
