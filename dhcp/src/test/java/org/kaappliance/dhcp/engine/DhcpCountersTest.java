package org.kaappliance.dhcp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.dhcp.engine.Served.NODE1;

import java.net.Inet4Address;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;

/** Every counter counts what its name says. */
class DhcpCountersTest {
    private static final MacAddress MAC = MacAddress.parse(NODE1);

    private final DhcpCounters counters = new DhcpCounters();

    @Test
    void messages_are_counted_by_type_each_way() {
        counters.received(Client.of(NODE1).discover());
        counters.received(Client.of(NODE1).discover());
        counters.sent(Client.of(NODE1).asks("10.0.1.111").request());
        counters.malformed();
        DhcpCounters.Snapshot now = counters.snapshot();
        assertThat(now.received()).containsEntry("discover", 2L).containsEntry("request", 0L);
        assertThat(now.sent()).containsEntry("request", 1L).containsEntry("discover", 0L);
        assertThat(now.malformed()).isEqualTo(1);
    }

    @Test
    void a_message_with_two_texts_of_one_reason_counts_once_and_with_two_reasons_for_each() {
        counters.ignored(List.of("op 2 is no request", "ACK does not come from a client", "17 hops"));
        assertThat(counters.snapshot().ignored())
                .containsEntry("not-a-request", 1L)
                .containsEntry("relay", 1L)
                .containsEntry("other", 0L);
    }

    @Test
    void the_names_of_the_counters_are_always_all_there() {
        DhcpCounters.Snapshot now = counters.snapshot();
        assertThat(now.received()).hasSize(10).containsKeys("bootp", "unknown", "inform");
        assertThat(now.ignored()).hasSize(IgnoreReason.values().length);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "op 2 is no request | not-a-request",
                "unknown message type | not-a-request",
                "OFFER does not come from a client | not-a-request",
                "from a DHCP server | not-a-request",
                "no message type (BOOTP) | bootp",
                "htype 6 hlen 6 is not Ethernet | hardware",
                "no machine has the hardware address ff:ff:ff:ff:ff:ff | hardware",
                "17 hops | relay",
                "the relay address 10.0.1.1 is our own | relay",
                "no subnet for the relay 10.9.9.9 | no-subnet",
                "unknown machine (dhcp.unknown-machines = silence) | silence",
                "more messages than dhcp.client-rate allows | rate",
                "a copy of a DISCOVER that has its offer | rate",
                "no free address for 52:54:00:77:00:01 | no-free-address",
                "10.0.1.5 is being tried | being-tried",
                "takes the offer of 10.0.1.9 | other-server",
                "takes its address from 10.0.1.9 | other-server",
                "RELEASE concerns the server that gave the address | other-server",
                "asks for an address, which this server gives nobody | other-server",
                "10.0.1.5 is not for 52:54:00:77:00:01, and dhcp.authoritative = false | not-authoritative",
                "declines an address that it was not given | not-its-address",
                "releases an address that it has not got | not-its-address",
                "asks for no address | not-its-address",
                "informs of no address | not-its-address",
                "no PXEClient on port 4011 | nothing-to-boot",
                "does not boot from the network | nothing-to-boot",
                "nothing to boot: no boot program for bios | nothing-to-boot",
                "DISCOVER on port 4011 | wrong-port",
                "whatever else | other"
            })
    void a_text_of_the_log_has_one_reason_that_stays(String text, String key) {
        assertThat(IgnoreReason.of(text).key()).isEqualTo(key);
    }

    @ParameterizedTest
    @EnumSource(IgnoreReason.class)
    void keys_are_words_with_hyphens(IgnoreReason reason) {
        assertThat(reason.key()).matches("[a-z]+(-[a-z]+)*");
        assertThat(Arrays.stream(IgnoreReason.values()).map(IgnoreReason::key)).doesNotHaveDuplicates();
    }

    @Test
    void a_boot_step_is_one_line_with_machine_step_address_and_boot_file() {
        Optional<Inet4Address> address = Optional.of(Ipv4Subnet.address("10.0.1.111"));
        DhcpEvent event = new DhcpEvent(
                Served.START, DhcpEvent.Kind.ACKED_PXE, MAC, address, "", Optional.empty(), Optional.empty());
        assertThat(event.line("node1", "BIOS: pxelinux.0"))
                .isEqualTo(MAC + " (node1) acked-pxe 10.0.1.111 BIOS: pxelinux.0");
        assertThat(event.line(MAC.toString(), "")).isEqualTo(MAC + " acked-pxe 10.0.1.111");
    }
}
