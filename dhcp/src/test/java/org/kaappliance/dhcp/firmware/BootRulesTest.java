package org.kaappliance.dhcp.firmware;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.dhcp.boot.BootPolicy;
import org.kaappliance.dhcp.engine.Client;
import org.kaappliance.dhcp.engine.Effect;
import org.kaappliance.dhcp.engine.Served;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.dhcp.wire.Captures;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.MessageType;

/** One test a rule of docs/firmware-rules.md. */
public class BootRulesTest {
    private static final String MENU = """
            [ { firmware = bios, item = "Mandriva Linux x86", boot-file = "X86PC/linux/linux", last-layer = 2 },
              { firmware = ia64, item = "Mandriva Linux IA64", boot-file = "IA64PC/linux/linux", last-layer = 2 },
              { firmware = bios, item = "Local boot", boot-file = local } ]""";
    private static final String RASPBERRY_PI = "b8:27:eb:00:00:01";

    private final Site site = new Site(Site.everyProgram());

    @Test
    public void q01_no_offer_is_taken_for_binl_or_mtftp() {
        for (int architecture : new int[] {0, 2, 7, 11}) {
            site.now = site.now.plusSeconds(4);
            DhcpMessage discover = rom(architecture).discover();
            assertThat(Edk2.kind(site.serverOffers(discover).get(0))).isEqualTo(Edk2.Kind.DHCP_PXE10);
            assertThat(Edk2.kind(site.proxyOffers(discover).get(1))).isEqualTo(Edk2.Kind.PROXY_PXE10);
        }
    }

    @Test
    public void q02_port_4011_answers_to_the_address_and_port_that_asked() {
        for (int port : new int[] {68, 4011, 2070}) {
            Effect.Reply reply = (Effect.Reply)
                    site.bootServer(rom(7).has("10.0.1.111").request(), port).get(0);
            assertThat(reply.to()).isEqualTo(new InetSocketAddress(Site.CLIENT, port));
            assertThat(reply.delay()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"REQUEST", "INFORM", "DISCOVER"})
    public void q03_every_answer_on_4011_names_a_boot_file(MessageType type) {
        DhcpMessage answer =
                Site.replies(site.bootServer(rom(7).send(type), 4011)).get(0);
        assertThat(answer.file()).isEqualTo("uefi-x64.bin");
        assertThat(answer.options().text(67)).contains("uefi-x64.bin");
        assertThat(answer.type()).contains(type == MessageType.DISCOVER ? MessageType.OFFER : MessageType.ACK);
    }

    @Test
    public void q04_copies_of_one_discover_get_one_proxy_offer_and_a_repeated_one_gets_another() {
        DhcpMessage discover = rom(7).discover();
        DhcpMessage byRelay = rom(7).relay("10.0.1.5").discover();
        assertThat(Site.replies(site.proxy(discover))).hasSize(1);
        assertThat(Site.replies(site.proxy(discover))).isEmpty();
        assertThat(Site.replies(site.proxy(byRelay))).isEmpty();
        site.now = site.now.plus(Duration.ofSeconds(1));
        assertThat(Site.replies(site.proxy(discover))).hasSize(1);
    }

    @Test
    public void q05_siaddr_and_server_identifier_are_always_set_together_with_the_file() {
        for (DhcpMessage answer : answers(rom(7))) {
            assertThat(answer.siaddr()).isEqualTo(Site.APPLIANCE);
            assertThat(answer.options().address(54)).contains(Site.APPLIANCE);
            assertThat(answer.options().text(67)).contains("uefi-x64.bin");
        }
    }

    @Test
    public void q08_prompt_time_and_local_item_reach_the_rom_as_the_seed_had_them() {
        DhcpMessage offer = menuSite(Map.of()).serverOffers(rom(0).discover()).get(0);
        PxeOptions vendor = PxeOptions.of(offer);
        assertThat(vendor.control()).isEqualTo(3);
        assertThat(vendor.promptTime()).contains(2);
        assertThat(vendor.options().text(10)).contains("\2Press F8 to view menu ...");
        assertThat(vendor.items())
                .containsExactly(new PxeOptions.Item(1, "Mandriva Linux x86"), new PxeOptions.Item(0, "Local boot"));
        assertThat(vendor.servers(1)).containsExactly(Site.APPLIANCE);
        assertThat(vendor.servers(0)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'', 5 seconds, 255", "F8, 0 seconds, 0", "F8, 254 seconds, 254"})
    public void q08_a_menu_without_prompt_opens_at_once(String prompt, String timeout, int octet) {
        Site other = menuSite(Map.of("dhcp.pxe-menu.prompt", prompt, "dhcp.pxe-menu.timeout", timeout));
        assertThat(PxeOptions.of(other.serverOffers(rom(0).discover()).get(0)).promptTime())
                .contains(octet);
    }

    @ParameterizedTest
    @CsvSource({"1, 0, X86PC/linux/linux.0", "1, 2, X86PC/linux/linux.2"})
    public void q08_the_chosen_item_is_answered_with_its_type_and_layer(int type, int layer, String file) {
        DhcpMessage ack = Site.replies(menuSite(Map.of()).bootServer(chooses(rom(0), type, layer), 4011))
                .get(0);
        assertThat(ack.file()).isEqualTo(file);
        assertThat(ack.options().bytes(43))
                .contains(HexFormat.of().parseHex("060108470400%02x00%02xff".formatted(type, layer)));
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "1, 32768", "2, 0", "9, 0"})
    public void q08_an_item_of_other_firmware_a_missing_layer_and_a_signed_one_get_no_answer(int type, int layer) {
        assertThat(Site.replies(menuSite(Map.of()).bootServer(chooses(rom(0), type, layer), 4011)))
                .isEmpty();
    }

    @Test
    public void q08_the_seeds_multicast_group_is_named_and_answered() {
        Site seed = menuSite(Map.of("dhcp.pxe-menu.multicast-group", "224.0.1.2"));
        PxeOptions vendor = PxeOptions.of(seed.proxyOffers(rom(0).discover()).get(1));
        assertThat(vendor.control()).isEqualTo(1);
        assertThat(vendor.options().address(7)).contains(Served.address("224.0.1.2"));
        assertThat(Site.replies(seed.group(chooses(rom(0), 1, 0))).get(0).file())
                .isEqualTo("X86PC/linux/linux.0");
        assertThat(Site.replies(seed.group(rom(0).request()))).isEmpty();
    }

    /** The seed's dhcpd.conf and pxe.conf as {@code import} turns them into settings. */
    @Test
    public void q08_the_menu_comes_before_a_boot_file_that_is_not_the_machines_own() {
        Map<String, String> seed = Map.of("dhcp.boot-file", "all.0", "dhcp.classes", """
                [ { name = Etherboot, vendor-class = "Etherboot-5.0", boot-file = "/etherboot/nbgrub" },
                  { name = PXE, vendor-class = PXEClient, boot-file = "/X86PC/linux/pxelinux.0",
                    options { vendor-class-identifier = PXEClient } } ]""");
        DhcpMessage offer = menuSite(seed).serverOffers(rom(0).discover()).get(0);
        assertThat(PxeOptions.of(offer).items()).hasSize(2);
        assertThat(offer.file()).isEqualTo("X86PC/linux/linux.0");
        DhcpMessage other = menuSite(seed).serverOffers(rom(7).discover()).get(0);
        assertThat(other.file()).isEqualTo("/X86PC/linux/pxelinux.0");
        Map<String, String> own = new HashMap<>(seed);
        own.put("machines", "[{ mac = \"" + Served.NODE1 + "\", name = node1, boot-file = own.0 }]");
        DhcpMessage toMachine = menuSite(own).serverOffers(rom(0).discover()).get(0);
        assertThat(PxeOptions.of(toMachine).items()).isEmpty();
        assertThat(toMachine.file()).isEqualTo("own.0");
    }

    @Test
    public void q09_http_firmware_gets_httpclient_and_a_url_and_nothing_of_pxe() {
        Client http = Client.of(Served.NODE1).pxe(16).vendorClass("HTTPClient:Arch:00016:UNDI:003001");
        for (DhcpMessage offer : List.of(
                site.serverOffers(http.discover()).get(0),
                site.proxyOffers(http.discover()).get(1))) {
            assertThat(offer.options().text(60)).contains("HTTPClient");
            assertThat(offer.file()).isEqualTo("http://10.0.1.1/uefi-x64-http");
            assertThat(offer.options().codes()).doesNotContain(43, 66);
        }
    }

    @Test
    public void q09_http_firmware_is_told_where_the_appliance_serves_a_file_of_its_own() {
        Client http = Client.of(Served.NODE1).pxe(16).vendorClass("HTTPClient:Arch:00016:UNDI:003001");
        Site files = new Site(Map.of("dhcp.boot-programs.uefi-x64-http", "grubx64.efi"));
        assertThat(files.serverOffers(http.discover()).get(0).file()).isEqualTo("http://10.0.1.1/grubx64.efi");
        Site elsewhere = new Site(Map.of("dhcp.boot-programs.uefi-x64-http", "grubx64.efi", "http.port", "8080"));
        assertThat(elsewhere.serverOffers(http.discover()).get(0).file()).isEqualTo("http://10.0.1.1:8080/grubx64.efi");
        Site nothing = new Site(Map.of("dhcp.boot-programs.uefi-x64-http", "grubx64.efi", "http.port", "0"));
        assertThat(nothing.serverOffers(http.discover()).get(0).options().codes())
                .doesNotContain(60, 67);
    }

    @Test
    public void u_boot_gets_the_program_of_its_architecture() {
        Site boards = new Site(Map.of("dhcp.boot-programs.uboot-arm64", "boot.scr.uimg"));
        Client board = Client.of(Served.NODE1).pxe(22).vendorClass("U-Boot.armv8");
        assertThat(boards.serverOffers(board.discover()).get(0).file()).isEqualTo("boot.scr.uimg");
    }

    @Test
    public void q17_offers_carry_server_and_file_so_that_ipxe_need_not_ask_4011() {
        for (DhcpMessage answer : answers(rom(0).text(77, "iPXE"))) {
            assertThat(answer.siaddr()).isEqualTo(Site.APPLIANCE);
            assertThat(answer.file()).isEqualTo("bios.bin");
        }
    }

    @Test
    public void q18_ipxe_does_not_wait_for_a_proxy_where_there_is_none_and_hears_one_at_once() {
        DhcpMessage discover = rom(0).text(77, "iPXE").discover();
        assertThat(site.serverOffers(discover).get(0).options().bytes(175)).contains(new byte[] {(byte) 176, 1, 1});
        Effect.Reply offer = (Effect.Reply) site.proxy(discover).get(0);
        assertThat(offer.delay()).isZero();
        assertThat(offer.message().options().has(175)).isFalse();
    }

    @Test
    public void q20_ipxe_is_known_by_175_or_by_either_form_of_77() {
        Site script = new Site(Map.of("dhcp.boot-programs.ipxe", "boot.ipxe"));
        for (Client ipxe : List.of(rom(7).option(175, 1, 1, 1), rom(7).text(77, "iPXE"), rom(7).text(77, "\4iPXE"))) {
            assertThat(script.serverOffers(ipxe.discover()).get(0).file()).isEqualTo("boot.ipxe");
        }
        assertThat(script.serverOffers(rom(7).text(77, "gPXE").discover())
                        .get(0)
                        .file())
                .isEqualTo("syslinux.efi");
    }

    @Test
    public void q29_a_menu_of_one_item_is_none_and_its_file_is_named() {
        DhcpMessage offer = menuSite(Map.of()).serverOffers(rom(2).discover()).get(0);
        assertThat(offer.file()).isEqualTo("IA64PC/linux/linux.0");
        assertThat(offer.options().bytes(43)).contains(HexFormat.of().parseHex("060108ff"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 17})
    public void q33_the_machine_identifier_comes_back_as_it_was_or_not_at_all(int length) {
        byte[] uuid = new byte[length];
        for (DhcpMessage answer : answers(length == 0 ? rom(7) : rom(7).text(97, new String(uuid)))) {
            assertThat(answer.options().bytes(97).map(HexFormat.of()::formatHex))
                    .isEqualTo(length == 0 ? Optional.empty() : Optional.of("00".repeat(length)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ipxe.efi", "a/undionly.kpxe", "ipxe64.efi", "snponly64.efi", "ipxe-x86_64.efi"})
    public void q35_ipxe_is_never_sent_itself_again(String binary) {
        Site loop = new Site(Map.of("dhcp.boot-programs.uefi-x64", binary, "dhcp.boot-programs.bios", "pxelinux.0"));
        DhcpMessage ipxe = rom(7).text(77, "iPXE").discover();
        assertThat(loop.serverOffers(ipxe).get(0).file()).isEqualTo("boot.ipxe");
        assertThat(Site.replies(loop.proxy(ipxe)).get(0).file()).isEqualTo("boot.ipxe");
        assertThat(Site.replies(loop.bootServer(rom(7).text(77, "iPXE").request(), 4011))
                        .get(0)
                        .file())
                .isEqualTo("boot.ipxe");
        Map<String, String> ownFile =
                Map.of("machines", "[{ mac = \"" + Served.NODE1 + "\", name = n, boot-file = \"" + binary + "\" }]");
        assertThat(new Site(ownFile).serverOffers(ipxe).get(0).file()).isEmpty();
        assertThat(warnings(new Site(ownFile).server(ipxe)))
                .singleElement()
                .asString()
                .contains("boot-file");
    }

    @Test
    public void q35_our_script_for_ipxe_comes_from_here_whatever_boot_server_the_settings_name() {
        Site elsewhere = new Site(Map.of("dhcp.boot-programs.uefi-x64", "ipxe.efi", "dhcp.boot-server", "10.0.1.9"));
        assertThat(elsewhere.serverOffers(rom(7).discover()).get(0).siaddr()).isEqualTo(Served.address("10.0.1.9"));
        DhcpMessage script =
                elsewhere.serverOffers(rom(7).text(77, "iPXE").discover()).get(0);
        assertThat(script.file()).isEqualTo("boot.ipxe");
        assertThat(script.siaddr()).isEqualTo(Site.APPLIANCE);
    }

    @Test
    public void firmware_that_boots_over_http_gets_nothing_where_the_port_could_not_be_opened() {
        DhcpServerSettings meant = Served.settings(
                Map.of("dhcp.boot-programs.uefi-x64-http", "shimx64.efi", "dhcp.conflict-check", "0 seconds"));
        BootPolicy policy =
                BootPolicy.of(meant.dhcp().bootPrograms(), meant.dhcp().unknownMachines());
        DhcpMessage discover = Client.of(Served.NODE1)
                .pxe(16)
                .vendorClass("HTTPClient:Arch:00016:UNDI:003001")
                .discover();
        assertThat(offer(meant, policy, discover).file()).isEqualTo("http://10.0.1.1/shimx64.efi");
        assertThat(offer(meant.servingHttpOn(OptionalInt.of(8080)), policy, discover)
                        .file())
                .isEqualTo("http://10.0.1.1:8080/shimx64.efi");
        assertThat(offer(meant.servingHttpOn(OptionalInt.empty()), policy, discover)
                        .file())
                .isEmpty();
    }

    private static DhcpMessage offer(DhcpServerSettings settings, BootPolicy policy, DhcpMessage discover) {
        return new Served(settings, policy, List.of()).answer(discover);
    }

    @Test
    public void the_operator_is_told_what_is_missing_only_where_something_is() {
        String machine = "[{ mac = \"" + Served.NODE1 + "\", name = node1, boot-file = %s }]";
        DhcpMessage discover = rom(6).discover();
        Site nothing = new Site(Map.of());
        assertThat(warnings(nothing.server(discover)))
                .singleElement()
                .asString()
                .contains("boot-programs.uefi-ia32");
        assertThat(warnings(nothing.proxy(discover))).hasSize(1);
        Site ownFile = new Site(Map.of("machines", machine.formatted("own.efi")));
        assertThat(warnings(ownFile.server(discover))).isEmpty();
        assertThat(warnings(ownFile.proxy(discover))).isEmpty();
        Site menu = new Site(Map.of(
                "dhcp.pxe-menu.services",
                "[ { firmware = uefi-ia32, item = a, boot-file = a },"
                        + " { firmware = uefi-ia32, item = b, boot-file = local } ]"));
        assertThat(warnings(menu.server(discover))).isEmpty();
        Site url = new Site(Map.of("machines", machine.formatted("\"http://h/a.efi\"")));
        assertThat(warnings(url.server(rom(7).discover())))
                .singleElement()
                .asString()
                .contains("loads files by TFTP only, not http://h/a.efi; that is its boot-file");
    }

    @Test
    public void q36_a_raspberry_pi_is_answered_late_with_the_item_that_it_looks_for() {
        Map<String, String> settings = new HashMap<>(Site.everyProgram());
        settings.put(
                "dhcp.classes",
                "[ { name = pi, macs = [ \"b8:27:eb\" ], firmware = [ raspberry-pi ], reply-delay = 2 seconds } ]");
        Site pis = new Site(settings);
        DhcpMessage discover = Client.of(RASPBERRY_PI).pxe(0).discover();
        for (List<Effect> effects : List.of(pis.server(discover), pis.proxy(discover))) {
            Effect.Reply offer = (Effect.Reply) effects.get(0);
            assertThat(offer.delay()).isEqualTo(Duration.ofSeconds(2));
            assertThat(offer.message().file()).isEqualTo("raspberry-pi.bin");
            assertThat(PxeOptions.of(offer.message()).items())
                    .containsExactly(new PxeOptions.Item(0, "Raspberry Pi Boot"));
        }
        assertThat(((Effect.Reply) pis.server(rom(0).discover()).get(0)).delay())
                .isZero();
    }

    @Test
    public void q45_shim_finds_file_and_server_in_the_header() {
        for (DhcpMessage answer : answers(rom(7))) {
            assertThat(answer.file()).isEqualTo("uefi-x64.bin");
            assertThat(answer.siaddr()).isEqualTo(Site.APPLIANCE);
            assertThat(answer.options().has(52)).isFalse();
        }
    }

    @Test
    public void etherboot_5_is_answered_as_by_the_seed() {
        Client etherboot = Client.of(Served.NODE1).vendorClass("Etherboot-5.0");
        Site seed = new Site(Map.of("dhcp.boot-programs.etherboot", "/etherboot/nbgrub"));
        DhcpMessage offer = seed.serverOffers(etherboot.discover()).get(0);
        assertThat(offer.options().text(60)).contains("Etherboot-5.0");
        assertThat(offer.options().bytes(43)).contains(HexFormat.of().parseHex("3c094574686572626f6f74ff"));
        assertThat(offer.file()).isEqualTo("/etherboot/nbgrub");
        assertThat(Site.replies(seed.proxy(etherboot.discover()))).isEmpty();
    }

    @Test
    public void real_requests_of_edk2_and_ipxe_end_at_their_program() {
        assertThat(Edk2.boot(site.proxyOffers(Captures.message("ovmf-discover")), question -> Optional.empty(), -1))
                .isEqualTo(new Outcome.Loads(Site.APPLIANCE, "uefi-x64.bin"));
        DhcpMessage discover = Captures.message("ipxe-bios-discover");
        Ipxe ipxe = new Ipxe(discover.xid());
        site.proxyOffers(discover).forEach(offer -> ipxe.hears(offer, 67));
        assertThat(ipxe.boot(item -> Optional.empty())).isEqualTo(new Outcome.Loads(Site.APPLIANCE, "bios.bin"));
    }

    private static Client rom(int architecture) {
        return Client.of(Served.NODE1).pxe(architecture);
    }

    private static DhcpMessage chooses(Client client, int type, int layer) {
        return client.option(43, 71, 4, type >> 8, type, layer >> 8, layer, 255)
                .has("10.0.1.111")
                .request();
    }

    /** Offer of the server, offer of the proxy, answer on 4011. */
    private List<DhcpMessage> answers(Client client) {
        DhcpMessage discover = client.discover();
        return List.of(
                site.serverOffers(discover).get(0),
                site.proxyOffers(discover).get(1),
                Site.replies(site.bootServer(client.has("10.0.1.111").request(), 4011))
                        .get(0));
    }

    private static Site menuSite(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("dhcp.pxe-menu.services", MENU);
        return new Site(settings);
    }

    private static List<String> warnings(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.Warn.class::isInstance)
                .map(effect -> ((Effect.Warn) effect).text())
                .toList();
    }
}
