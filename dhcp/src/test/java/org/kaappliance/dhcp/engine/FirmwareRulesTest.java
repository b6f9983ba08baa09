package org.kaappliance.dhcp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.dhcp.engine.Served.NODE1;
import static org.kaappliance.dhcp.engine.Served.STRANGER;
import static org.kaappliance.dhcp.engine.Served.address;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.DhcpSettings.UnknownMachines;
import org.kaappliance.dhcp.boot.BootDecision;
import org.kaappliance.dhcp.boot.RomMenu;
import org.kaappliance.dhcp.lease.Seeker;
import org.kaappliance.dhcp.wire.Captures;
import org.kaappliance.dhcp.wire.DhcpCodec;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.MessageType;

/** The rules of docs/firmware-rules.md that concern any reply, one test each. */
public class FirmwareRulesTest {
    private static final String LONG = "\"200\" = \"text:" + "x".repeat(600) + "\"";
    private static final List<String> DISCOVERS =
            List.of("ipxe-bios-discover", "ovmf-discover", "udhcpc-discover", "dhclient-discover");

    private final Served server = Served.server();

    @Test
    public void q06_the_size_of_the_boot_file_can_be_told() {
        DhcpMessage offer =
                served("boot-size = 84").answer(Client.of(NODE1).pxe(7).discover());
        assertThat(offer.options().number(13, 2)).contains(84L);
    }

    @Test
    public void q07_no_reply_is_larger_than_edk2_or_the_client_takes() {
        Served big = served(LONG + ", \"201\" = \"text:" + "y".repeat(700) + "\"");
        for (int maximum : new int[] {0, 300, 576, 1000, 1260, 1472, 1500, 65535}) {
            DhcpMessage offer = big.answer(
                    Client.of(NODE1).pxe(7).option(57, maximum >> 8, maximum).discover());
            int limit = Math.max(576, Math.min(maximum, 1472)) - 28;
            assertThat(DhcpCodec.encode(offer).length).as("57 = %d", maximum).isLessThanOrEqualTo(limit);
            assertThat(offer.options().codes()).contains(53, 54, 51, 1, 60, 43, 67);
        }
        assertThat(DhcpCodec.encode(big.answer(Client.of(NODE1).pxe(7).discover())).length)
                .isLessThanOrEqualTo(548);
    }

    @Test
    public void q07_what_the_client_asks_for_first_is_left_out_last() {
        Served big = served("\"200\" = \"text:" + "x".repeat(100) + "\", \"201\" = \"text:" + "y".repeat(100)
                + "\", \"202\" = \"text:" + "z".repeat(100) + "\"");
        DhcpMessage offer = big.answer(Client.of(NODE1)
                .pxe()
                .option(55, 202, 28, 200)
                .option(97, new int[17])
                .discover());
        assertThat(offer.options().codes()).contains(202, 28).doesNotContain(201, 12, 15);
        DhcpMessage other = big.answer(Client.of(NODE1)
                .pxe()
                .option(55, 201, 12)
                .option(97, new int[17])
                .discover());
        assertThat(other.options().codes()).contains(201, 12).doesNotContain(202, 28);
    }

    @Test
    public void q07_whatever_a_client_sends_back_and_forth_the_reply_fits() {
        DhcpMessage offer = served("vendor-class-identifier = \"" + "v".repeat(255) + "\", vendor-options = \"hex:"
                        + "00".repeat(255) + "\"")
                .answer(Client.of(NODE1)
                        .pxe()
                        .option(82, new int[255])
                        .option(61, new int[255])
                        .option(97, new int[255])
                        .discover());
        assertThat(DhcpCodec.encode(offer).length).isLessThanOrEqualTo(548);
        assertThat(offer.options().codes()).contains(53, 54, 51, 82);
    }

    @Test
    public void q19_a_reply_repeats_what_the_client_compares() {
        for (String capture : DISCOVERS) {
            DhcpMessage discover = Captures.message(capture);
            DhcpMessage offer = server.answer(discover);
            assertThat(offer.xid()).isEqualTo(discover.xid());
            assertThat(offer.chaddr()).isEqualTo(discover.chaddr());
            assertThat(offer.options().address(54)).contains(address("10.0.1.1"));
        }
        DhcpMessage offer = server.answer(Client.of(NODE1).discover());
        DhcpMessage ack = server.answer(Client.of(NODE1)
                .asks(offer.yiaddr().getHostAddress())
                .server("10.0.1.1")
                .request());
        assertThat(ack.yiaddr()).isEqualTo(offer.yiaddr());
    }

    @Test
    public void q23_an_address_that_a_client_fills_in_when_it_should_not_does_not_count() {
        Effect.Reply offer =
                server.reply(Client.of(NODE1).has("10.0.1.9").discover()).orElseThrow();
        assertThat(offer.message().ciaddr()).isEqualTo(DhcpMessage.NO_ADDRESS);
        Effect.Reply ack = server.reply(Client.of(NODE1)
                        .has("10.0.1.9")
                        .asks("10.0.1.111")
                        .server("10.0.1.1")
                        .request())
                .orElseThrow();
        assertThat(ack.message().type()).contains(MessageType.ACK);
        assertThat(ack.message().ciaddr()).isEqualTo(DhcpMessage.NO_ADDRESS);
        assertThat(ack.to().getAddress()).isEqualTo(address("255.255.255.255"));
    }

    @Test
    public void q24_replies_have_at_least_300_octets() {
        List<DhcpMessage> replies = new ArrayList<>();
        replies.add(server.answer(Client.of(NODE1).discover()));
        replies.add(server.answer(Client.of(NODE1).asks("10.0.1.111").request()));
        replies.add(server.answer(Client.of(STRANGER).asks("10.9.9.9").request()));
        replies.add(server.answer(Client.of(NODE1).has("10.0.1.111").send(MessageType.INFORM)));
        assertThat(replies)
                .extracting(m -> m.type().orElseThrow().name())
                .containsExactly("OFFER", "ACK", "NAK", "ACK");
        assertThat(replies).allMatch(reply -> DhcpCodec.encode(reply).length >= 300);
    }

    @Test
    public void q25_the_names_end_with_a_nul_unless_that_is_switched_off() {
        DhcpMessage offer = server.answer(Client.of(NODE1).pxe().discover());
        assertThat(offer.options().bytes(66)).contains("10.0.1.1\0".getBytes());
        assertThat(offer.options().bytes(67)).contains("pxelinux.0\0".getBytes());
        DhcpMessage bare = new Served(
                        Served.settings(Map.of("dhcp.nul-terminated-names", "false")),
                        Served.policy(UnknownMachines.BOOT),
                        List.of())
                .answer(Client.of(NODE1).pxe().discover());
        assertThat(bare.options().bytes(66)).contains("10.0.1.1".getBytes());
        assertThat(bare.options().bytes(67)).contains("pxelinux.0".getBytes());
    }

    @Test
    public void q26_renewal_times_stand_in_the_offer() {
        DhcpMessage offer = server.answer(Client.of(NODE1).discover());
        long lease = offer.options().number(51, 4).orElseThrow();
        assertThat(offer.options().number(58, 4)).contains(lease / 2);
        assertThat(offer.options().number(59, 4)).contains(lease * 7 / 8);
    }

    @Test
    public void q27_options_never_stand_in_the_fields_of_the_names() {
        for (int[] asks : new int[][] {{}, {66, 67, 52, 1, 3, 6}}) {
            DhcpMessage offer =
                    served(LONG).answer(Client.of(NODE1).pxe(7).option(55, asks).discover());
            assertThat(offer.options().has(52)).isFalse();
            assertThat(offer.file()).isEqualTo("grubx64.efi");
            assertThat(offer.sname()).isEqualTo("10.0.1.1");
        }
    }

    @Test
    public void q28_the_relays_option_is_copied_as_it_is_and_last() {
        int[] odd = {1, 200, 3, 255, 0, 0, 9};
        DhcpMessage offer = server.answer(Client.of(NODE1)
                .option(82, odd)
                .option(61, 1, 2)
                .relay("10.0.1.5")
                .discover());
        List<Integer> codes = List.copyOf(offer.options().codes());
        assertThat(codes.get(codes.size() - 1)).isEqualTo(82);
        assertThat(offer.options().bytes(82)).contains(new byte[] {1, (byte) 200, 3, (byte) 255, 0, 0, 9});
    }

    @Test
    public void q28_a_broken_vendor_class_is_answered() {
        assertThat(server.answer(Client.of(NODE1)
                                .option(60, 0, 0, 255)
                                .option(124, 1)
                                .discover())
                        .type())
                .contains(MessageType.OFFER);
    }

    @Test
    public void q32_a_bootp_reply_has_64_octets_of_options_and_none_that_only_dhcp_has() {
        Served big = served("time-offset = 1, \"200\" = \"text:" + "x".repeat(60) + "\", dhcp-renewal-time = 60");
        DhcpMessage request = Client.of(NODE1).option(55, 2).discover();
        DhcpMessage reply = new ReplyBuilder(big.settings).bootp(turn(big, request), address("10.0.1.111"));
        assertThat(DhcpCodec.encode(reply)).hasSize(300);
        assertThat(reply.yiaddr()).isEqualTo(address("10.0.1.111"));
        assertThat(reply.options().codes()).contains(1, 2, 3).doesNotContain(51, 52, 53, 54, 55, 57, 58, 59, 61, 200);
    }

    @Test
    public void q37_the_address_does_not_depend_on_the_client_identifier() {
        DhcpMessage rom =
                server.answer(Client.of(STRANGER).pxe().option(61, 0, 1, 2).discover());
        DhcpMessage system =
                server.answer(Client.of(STRANGER).option(61, 255, 9, 9, 9, 9).discover());
        assertThat(system.yiaddr()).isEqualTo(rom.yiaddr());
    }

    @Test
    public void q43_the_option_of_a_relay_without_an_address_of_its_own_comes_back() {
        Effect.Reply offer =
                server.reply(Client.of(NODE1).option(82, 1, 1, 7).discover()).orElseThrow();
        assertThat(offer.message().options().bytes(82)).contains(new byte[] {1, 1, 7});
        assertThat(offer.to().getAddress()).isEqualTo(address("255.255.255.255"));
    }

    private static Turn turn(Served served, DhcpMessage message) {
        ClientRequest request = ((Classified.Request) Classifier.classify(message, served.settings)).request();
        return new Turn(
                request,
                Served.ARRIVAL,
                served.settings.subnets().get(0),
                new Seeker(request.mac(), served.settings.subnets().get(0).subnet(), List.of()),
                Optional.empty(),
                served.settings.levels(List.of(), served.settings.subnets().get(0)),
                new BootCase(
                        request,
                        BootDecision.noProgram("BOOTP"),
                        RomMenu.NONE,
                        Served.ARRIVAL.iface().address(),
                        OptionalInt.empty()),
                Duration.ZERO,
                Served.START);
    }

    private static Served served(String options) {
        return new Served(
                Served.settings(Map.of("dhcp.pool", "10.0.1.100-10.0.1.102", "dhcp.options", "{" + options + "}")),
                Served.policy(UnknownMachines.BOOT),
                List.of());
    }
}
