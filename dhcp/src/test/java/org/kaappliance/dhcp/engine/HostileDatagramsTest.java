package org.kaappliance.dhcp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.dhcp.engine.Served.NODE1;
import static org.kaappliance.dhcp.engine.Served.STRANGER;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.DhcpSettings.UnknownMachines;
import org.kaappliance.dhcp.wire.Captures;
import org.kaappliance.dhcp.wire.Decoded;
import org.kaappliance.dhcp.wire.DhcpCodec;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.MessageType;

/**
 * Inputs that have ended or misled other DHCP servers (the advisory stands with each), as octets through codec and
 * engines. Behind each one the next machine is served.
 */
public class HostileDatagramsTest {
    private static final int HEADER = 240;
    private static final String DISCOVER = "350101";
    private static final int NAK_OR_OFFER_LIMIT = 548;

    private final Served server = Served.server();
    private final BootServer bootServer =
            new BootServer(Served.settings(Map.of()), Served.policy(UnknownMachines.BOOT));
    /** All that would be logged or told. */
    private final StringBuilder told = new StringBuilder();

    @AfterEach
    public void the_next_machine_is_served_and_nothing_unprintable_is_told() {
        assertThat(server.lease(NODE1)).isEqualTo("10.0.1.111");
        assertThat(told.toString()).matches("[ -~]*");
    }

    /** CVE-2019-6472 (Kea). */
    @Test
    public void s01_client_identifiers_of_254_and_255_octets() {
        for (int length : new int[] {254, 255}) {
            DhcpMessage offer = answer(options(DISCOVER + "3d%02x".formatted(length) + "61".repeat(length) + "ff"));
            assertThat(offer.type()).contains(MessageType.OFFER);
            assertThat(DhcpCodec.encode(offer).length).isLessThanOrEqualTo(NAK_OR_OFFER_LIMIT);
        }
    }

    /** CVE-2019-6473 (Kea). */
    @Test
    public void s02_host_names_that_are_garbage_empty_or_longer_than_255_octets() {
        for (int code : new int[] {12, 81}) {
            for (String value : List.of("00", "04ffffffff", "03000000", "06002e2e2e2e00", "0a61622e000061622e2e62")) {
                assertOffered(options(DISCOVER + "%02x".formatted(code) + value + "ff"));
            }
            String half = "%02xff".formatted(code) + "2e".repeat(255);
            assertOffered(options(DISCOVER + half + half + "ff"));
        }
    }

    /** CVE-2025-11232 (Kea). */
    @Test
    public void s04_a_host_name_of_which_nothing_is_left_and_a_name_with_an_empty_label() {
        assertOffered(options(DISCOVER + "0c03" + "c3bfff" + "ff"));
        assertOffered(options(DISCOVER + "5108" + "010000" + "012e0000ff" + "ff"));
        assertOffered(options(DISCOVER + "5103" + "050000" + "ff"));
    }

    /** CVE-2025-40779 (Kea). */
    @Test
    public void s05_a_unicast_request_from_no_subnet_of_ours() {
        DhcpMessage request =
                Client.of(STRANGER).pxe().relay("192.0.2.1").asks("192.0.2.9").request();
        assertThat(on(DhcpCodec.encode(request))).isEmpty();
    }

    /** Kea issues 4626 and 3712. */
    @Test
    public void s06_numbers_of_the_wrong_length_and_datagrams_of_no_octet_or_one() {
        for (int code : new int[] {50, 51, 54, 57, 93, 53}) {
            for (String value : List.of("00", "01ff", "03010203", "05ffffffffff", "0100")) {
                on(options((code == 53 ? "" : DISCOVER) + "%02x".formatted(code) + value + "ff"));
            }
        }
        assertThat(on(new byte[0])).isEmpty();
        assertThat(on(new byte[1])).isEmpty();
        assertOffered(options(DISCOVER + "3303010203" + "390105" + "5d03000700" + "ff"));
    }

    /** CVE-2015-8373 (Kea): the log's own path must not fail. */
    @Test
    public void s07_malformed_packets_have_a_reason_that_can_be_logged() {
        for (int length = 0; length < 300; length++) {
            byte[] octets = new byte[length];
            Arrays.fill(octets, (byte) 0xfe);
            Decoded decoded = DhcpCodec.decode(octets);
            assertThat(((Decoded.Malformed) decoded).reason()).matches("[ -~]{1,100}");
        }
    }

    /** CVE-2010-2156, CVE-2012-3571 (ISC). */
    @Test
    public void s08_a_client_identifier_of_no_octets() {
        assertOffered(options(DISCOVER + "3d00ff"));
        assertOffered(options(DISCOVER + "3d003d003d00ff"));
    }

    /** CVE-2012-3570 (ISC). */
    @Test
    public void s09_a_client_identifier_longer_than_an_option() {
        String part = "3dff" + "ff".repeat(255);
        DhcpMessage offer = answer(options(DISCOVER + part + part + part + "ff"));
        assertThat(DhcpCodec.encode(offer).length).isLessThanOrEqualTo(NAK_OR_OFFER_LIMIT);
    }

    /** CVE-2011-2748, CVE-2011-2749 (ISC). */
    @Test
    public void s10_headers_that_are_none_and_messages_cut_at_every_octet() {
        for (int hlen : new int[] {0, 1, 5, 7, 16, 17, 255}) {
            byte[] octets = options(DISCOVER + "ff");
            octets[2] = (byte) hlen;
            assertThat(on(octets)).isEmpty();
        }
        for (int at : new int[] {0, 1, 236, 239}) { // op, htype, cookie
            byte[] octets = options(DISCOVER + "ff");
            octets[at] ^= 3;
            assertThat(on(octets)).isEmpty();
        }
        for (String capture : Captures.NAMES) {
            byte[] whole = Captures.octets(capture);
            for (int length = 0; length < whole.length; length++) {
                on(Arrays.copyOf(whole, length));
            }
        }
    }

    /** CVE-2011-4539 (ISC). */
    @Test
    public void s11_classes_are_matched_against_options_that_are_not_there() {
        Served classes = new Served(
                Served.settings(
                        Map.of(
                                "dhcp.classes",
                                "[{ name = a, vendor-class = \"ACME phone\" }, { name = b, user-class = x, firmware = [ bios ] }]")),
                Served.policy(UnknownMachines.BOOT),
                List.of());
        assertThat(classes.answer(message(options(DISCOVER + "ff"))).type()).contains(MessageType.OFFER);
        assertThat(classes.answer(message(options(DISCOVER + "3c004d00ff"))).type())
                .contains(MessageType.OFFER);
    }

    /** CVE-2015-8605 (ISC): lengths of UDP and IP are the kernel's; what is longer than a frame is refused. */
    @Test
    public void s12_more_octets_than_a_frame_holds() {
        assertThat(on(Arrays.copyOf(options(DISCOVER + "ff"), 1500))).isNotEmpty();
        for (int length : new int[] {1501, 9000, 65507}) {
            assertThat(on(Arrays.copyOf(options(DISCOVER + "ff"), length))).isEmpty();
        }
    }

    /** CVE-2018-5732, CVE-2018-5733 (ISC). */
    @Test
    public void s13_the_same_client_many_thousand_times() {
        byte[] octets = options(DISCOVER + "ff");
        DhcpMessage first = answer(octets);
        for (int i = 0; i < 5_000; i++) {
            on(octets);
        }
        assertThat(answer(octets)).isEqualTo(first);
    }

    /** CVE-2021-25217 (ISC): a value of thousands of octets. */
    @Test
    public void s14_an_option_as_long_as_the_datagram() {
        String part = "e0ff" + "ab".repeat(255);
        assertOffered(options(DISCOVER + part + part + part + part + "ff"));
    }

    /** CVE-2011-0997 (dhclient): what a machine calls itself never comes back, to it or to anybody. */
    @Test
    public void s17_names_with_commands_of_a_shell() {
        for (String name : List.of("$(reboot)", "`reboot`", "a\nb", "\"';|&", "../../etc/passwd")) {
            assertNotEchoed(name);
        }
    }

    /** CVE-2002-0702 (ISC). */
    @Test
    public void s18_names_with_formats_and_control_characters() {
        for (String name : List.of("%n%s%x", "${jndi:ldap://a}", "a\r\nINFO all is well", "\u001b[2J", "a\u0000b")) {
            assertNotEchoed(name);
        }
    }

    private void assertNotEchoed(String name) {
        byte[] text = name.getBytes(StandardCharsets.ISO_8859_1);
        String value = "%02x".formatted(text.length) + HexFormat.of().formatHex(text);
        String fqdn =
                "%02x".formatted(text.length + 3) + "040000" + HexFormat.of().formatHex(text);
        String pxe = HexFormat.of().formatHex("PXEClient".getBytes(StandardCharsets.US_ASCII));
        byte[] octets = options(DISCOVER + "0c" + value + "51" + fqdn + "4d" + value
                + "3c%02x".formatted(9 + text.length) + pxe + HexFormat.of().formatHex(text) + "ff");
        System.arraycopy(text, 0, octets, 108, text.length);
        System.arraycopy(text, 0, octets, 44, text.length);
        String reply = new String(DhcpCodec.encode(answer(octets)), StandardCharsets.ISO_8859_1);
        assertThat(reply).doesNotContain(name);
    }

    /** CVE-2002-0835 (the pxe daemon). */
    @Test
    public void s21_broken_requests_to_the_boot_server() {
        String request = "350103" + "3c09" + "505845436c69656e74";
        for (String vendor : List.of(
                "2b00",
                "2b0147",
                "2b024704",
                "2b0347ff00",
                "2b0447020001",
                "2b064705000100",
                "2b08470400010000ff",
                "2bff" + "47".repeat(255),
                "2b06ffffffffffff",
                "2b0100")) {
            byte[] octets = options(request + vendor + "ff");
            if (DhcpCodec.decode(octets) instanceof Decoded.Message decoded) {
                List<Effect> effects = bootServer.on(decoded.message(), Served.ARRIVAL, Served.START);
                assertThat(effects).hasSize(1);
                if (effects.get(0) instanceof Effect.Reply reply) {
                    assertThat(DhcpCodec.encode(reply.message()).length).isLessThanOrEqualTo(NAK_OR_OFFER_LIMIT);
                }
            }
        }
        for (int length = 0; length < 300; length++) {
            byte[] cut = Arrays.copyOf(options(request + "2b06470400010000ff"), length);
            if (DhcpCodec.decode(cut) instanceof Decoded.Message decoded) {
                bootServer.on(decoded.message(), Served.ARRIVAL, Served.START);
            }
        }
    }

    @Test
    public void s28_an_option_over_the_end_is_refused_and_a_missing_end_is_not() {
        assertThat(on(options(DISCOVER + "0cff61"))).isEmpty();
        assertThat(on(options(DISCOVER + "0c"))).isEmpty();
        assertOffered(options(DISCOVER));
        assertOffered(options(DISCOVER + "0000"));
    }

    @Test
    public void s28_a_message_of_padding_only_has_no_type() {
        assertThat(on(options("00".repeat(300)))).isEmpty();
        assertThat(on(options("ff"))).isEmpty();
    }

    @Test
    public void s28_a_message_with_two_types_has_none() {
        assertThat(on(options("350101350103ff"))).isEmpty();
        byte[] overloaded = options("350101340101ff");
        overloaded[108] = 53;
        overloaded[109] = 1;
        overloaded[110] = 3;
        overloaded[111] = (byte) 0xff;
        assertThat(on(overloaded)).isEmpty();
    }

    @Test
    public void s28_overload_that_points_to_itself_ends() {
        byte[] octets = options(DISCOVER + "340103" + "ff");
        for (int field : new int[] {44, 108}) {
            byte[] again = HexFormat.of().parseHex("340103" + "0c0161" + "ff");
            System.arraycopy(again, 0, octets, field, again.length);
        }
        assertThat(on(octets)).isNotEmpty();
        assertOffered(options(DISCOVER + "3401ff" + "ff"));
        assertOffered(options(DISCOVER + "340100" + "ff"));
    }

    @Test
    public void s28_options_split_in_hundreds_of_parts_are_joined() {
        DhcpMessage offer = answer(options(DISCOVER + "3d0161".repeat(200) + "ff"));
        assertThat(offer.options().bytes(61)).contains("a".repeat(200).getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    public void s28_hardware_addresses_that_no_machine_has() {
        for (String mac : List.of("ffffffffffff", "000000000000", "01005e000001", "333300000001")) {
            byte[] octets = options(DISCOVER + "ff");
            System.arraycopy(HexFormat.of().parseHex(mac), 0, octets, 28, 6);
            assertThat(on(octets)).isEmpty();
        }
    }

    @Test
    public void s28_relays_that_are_ourselves_or_everybody() {
        for (String giaddr :
                List.of("10.0.1.1", "255.255.255.255", "10.0.1.255", "10.0.1.0", "127.0.0.1", "224.0.0.1")) {
            assertThat(on(DhcpCodec.encode(Client.of(STRANGER).relay(giaddr).discover())))
                    .as(giaddr)
                    .isEmpty();
        }
    }

    private void assertOffered(byte[] octets) {
        assertThat(answer(octets).type()).contains(MessageType.OFFER);
    }

    private DhcpMessage answer(byte[] octets) {
        List<DhcpMessage> replies = on(octets);
        assertThat(replies).hasSize(1);
        return replies.get(0);
    }

    /** The replies to a datagram. */
    private List<DhcpMessage> on(byte[] octets) {
        List<DhcpMessage> replies = new ArrayList<>();
        if (DhcpCodec.decode(octets) instanceof Decoded.Message decoded) {
            for (Effect effect : server.on(decoded.message())) {
                if (effect instanceof Effect.Reply reply) {
                    replies.add(reply.message());
                    told.append(reply.detail()).append(reply.event().vendorClass());
                } else if (effect instanceof Effect.Ignore ignore) {
                    told.append(ignore.reasons());
                }
            }
        }
        return replies;
    }

    private static DhcpMessage message(byte[] octets) {
        return ((Decoded.Message) DhcpCodec.decode(octets)).message();
    }

    /** The header of a real DISCOVER with these options. */
    private static byte[] options(String hex) {
        byte[] options = HexFormat.of().parseHex(hex);
        byte[] octets = Arrays.copyOf(Captures.octets("udhcpc-discover"), HEADER + options.length);
        System.arraycopy(options, 0, octets, HEADER, options.length);
        return octets;
    }
}
