package org.kaappliance.dhcp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.dhcp.engine.Served.NODE1;

import java.net.Inet4Address;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
        counters.ignored(List.of(
                new Effect.Why(IgnoreReason.NOT_A_REQUEST, "op 2 is no request"),
                new Effect.Why(IgnoreReason.NOT_A_REQUEST, "ACK does not come from a client"),
                new Effect.Why(IgnoreReason.RELAY, "17 hops")));
        assertThat(counters.snapshot().ignored())
                .containsEntry("not-a-request", 1L)
                .containsEntry("relay", 1L)
                .containsEntry("rate", 0L);
    }

    @Test
    void the_names_of_the_counters_are_always_all_there() {
        DhcpCounters.Snapshot now = counters.snapshot();
        assertThat(now.received()).hasSize(10).containsKeys("bootp", "unknown", "inform");
        assertThat(now.ignored()).hasSize(IgnoreReason.values().length);
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
                Served.START, DhcpEvent.Kind.ACKED_PXE, MAC, address, "", "", Optional.empty(), Optional.empty());
        assertThat(event.line("node1", "BIOS: pxelinux.0"))
                .isEqualTo(MAC + " (node1) acked-pxe 10.0.1.111 BIOS: pxelinux.0");
        assertThat(event.line(MAC.toString(), "")).isEqualTo(MAC + " acked-pxe 10.0.1.111");
    }
}
