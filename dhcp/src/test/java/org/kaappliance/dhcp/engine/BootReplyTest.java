package org.kaappliance.dhcp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.dhcp.engine.Served.NODE1;
import static org.kaappliance.dhcp.engine.Served.address;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kaappliance.dhcp.boot.Architecture;
import org.kaappliance.dhcp.wire.Captures;
import org.kaappliance.dhcp.wire.DhcpCodec;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.DhcpOptions;

public class BootReplyTest {
    private static final String BOOT_THE_FILE = "060108ff";

    private final Served server = Served.server();

    @Test
    public void the_offer_to_a_rom_names_file_and_server_in_every_place() {
        DhcpMessage offer = server.answer(Captures.message("ipxe-bios-discover"));

        assertThat(offer.op()).isEqualTo(2);
        assertThat(offer.xid()).isEqualTo(Captures.message("ipxe-bios-discover").xid());
        assertThat(offer.yiaddr()).isEqualTo(address("10.0.1.111"));
        assertThat(offer.siaddr()).isEqualTo(address("10.0.1.1"));
        assertThat(offer.sname()).isEqualTo("10.0.1.1");
        assertThat(offer.file()).isEqualTo("pxelinux.0");
        assertThat(octets(offer, 66)).isEqualTo("10.0.1.1\0".getBytes());
        assertThat(octets(offer, 67)).isEqualTo("pxelinux.0\0".getBytes());
        assertThat(offer.options().text(60)).contains("PXEClient");
        assertThat(hex(offer, 43)).isEqualTo(BOOT_THE_FILE);
        assertThat(offer.options().codes()).contains(51, 58, 59, 1, 3, 6, 15, 12, 28);
    }

    @Test
    public void ipxe_is_told_not_to_wait_for_a_proxy_and_others_are_not() {
        assertThat(hex(server.answer(Captures.message("ipxe-bios-discover")), 175))
                .isEqualTo("b00101");
        assertThat(server.answer(Captures.message("ovmf-discover")).options().has(175))
                .isFalse();
    }

    @Test
    public void identifiers_of_machine_and_client_are_echoed_as_they_came() {
        DhcpMessage discover = Captures.message("ipxe-bios-discover");
        DhcpMessage offer = server.answer(discover);
        assertThat(octets(offer, 97)).isEqualTo(octets(discover, 97));
        assertThat(octets(offer, 61)).isEqualTo(octets(discover, 61));
        assertThat(server.answer(Client.of(NODE1).pxe().discover()).options().has(97))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, pxelinux.0", "7, grubx64.efi", "9, grubx64.efi"})
    public void each_firmware_gets_its_boot_program(int architecture, String file) {
        assertThat(server.answer(Client.of(NODE1).pxe(architecture).discover()).file())
                .isEqualTo(file);
    }

    @ParameterizedTest
    @CsvSource({"6", "11", "16", "41", "65535"})
    public void other_firmware_gets_an_address_and_a_reason_but_no_boot_answer(int architecture) {
        Effect.Reply reply =
                server.reply(Client.of(NODE1).pxe(architecture).discover()).orElseThrow();
        assertThat(reply.message().yiaddr()).isEqualTo(address("10.0.1.111"));
        assertThat(reply.message().siaddr()).isEqualTo(DhcpMessage.NO_ADDRESS);
        assertThat(reply.message().options().codes()).doesNotContain(43, 60, 66, 67);
        assertThat(reply.detail()).contains("no boot program for " + new Architecture(architecture));
    }

    @Test
    public void a_system_that_runs_gets_no_boot_answer() {
        DhcpMessage offer = server.answer(Captures.message("udhcpc-discover"));
        assertThat(offer.file()).isEmpty();
        assertThat(offer.options().codes()).doesNotContain(43, 60, 66, 67, 175);
    }

    /** EDK2 NetworkPkg PxeBcParseCachedOffer: PXEClient without 43.6 is BINL, 43.1 to 5 alone are discarded. */
    @Test
    public void the_vendor_class_stands_only_together_with_discovery_control() {
        for (String capture : List.of("ipxe-bios-discover", "ovmf-discover", "udhcpc-discover", "dhclient-discover")) {
            DhcpOptions options = server.reply(Captures.message(capture))
                    .map(r -> r.message().options())
                    .orElseThrow();
            assertThat(options.has(60)).as(capture).isEqualTo(options.has(43));
        }
    }

    @Test
    public void the_relay_agents_option_comes_back_as_the_last_one() {
        Effect.Reply reply = server.reply(Client.of(NODE1)
                        .pxe()
                        .relay("10.0.1.5")
                        .option(82, 1, 2, 0xab, 0xcd)
                        .option(97, 0, 1, 2)
                        .discover())
                .orElseThrow();
        List<Integer> codes = new ArrayList<>(reply.message().options().codes());
        assertThat(codes.get(codes.size() - 1)).isEqualTo(82);
        assertThat(hex(reply.message(), 82)).isEqualTo("0102abcd");
        assertThat(reply.to().getAddress()).isEqualTo(address("10.0.1.5"));
    }

    @Test
    public void a_client_without_address_is_answered_by_broadcast_even_if_it_fills_ciaddr_in() {
        Effect.Reply offer =
                server.reply(Client.of(NODE1).pxe().has("10.0.1.9").discover()).orElseThrow();
        assertThat(offer.to().getAddress()).isEqualTo(address("255.255.255.255"));
        assertThat(offer.message().ciaddr()).isEqualTo(DhcpMessage.NO_ADDRESS);
    }

    @Test
    public void the_broadcast_flag_is_kept() {
        assertThat(server.answer(Client.of(NODE1).flags(0x8000).discover()).flags())
                .isEqualTo(0x8000);
    }

    @Test
    public void a_reply_is_no_larger_than_the_client_takes_and_keeps_what_it_needs_to_boot() {
        int[] long82 = new int[150];
        DhcpMessage offer = server.answer(Client.of(NODE1)
                .pxe()
                .option(57, 2, 0x40)
                .option(82, long82)
                .text(61, "c".repeat(60))
                .discover());
        assertThat(DhcpCodec.encode(offer).length).isLessThanOrEqualTo(576 - 28);
        assertThat(offer.options().codes())
                .contains(53, 54, 51, 1, 60, 43, 67, 61, 82)
                .doesNotContain(28, 12, 15);
    }

    @ParameterizedTest
    @CsvSource({"0", "100", "65535"})
    public void nonsense_in_the_maximum_message_size_does_no_harm(int size) {
        DhcpMessage offer =
                server.answer(Client.of(NODE1).pxe().option(57, size >> 8, size).discover());
        assertThat(offer.options().codes()).contains(28, 12, 67);
    }

    private static byte[] octets(DhcpMessage message, int code) {
        return message.options().bytes(code).orElseThrow();
    }

    private static String hex(DhcpMessage message, int code) {
        return HexFormat.of().formatHex(octets(message, code));
    }
}
