package org.kaappliance.dhcp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.DhcpSettings.Mode;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.engine.SegmentProbe.Role;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.DhcpOptions;
import org.kaappliance.dhcp.wire.MessageType;
import org.kaappliance.dhcp.wire.OptionCode;

/** On a clock of its own: a round is three tries and what follows them. */
public class SegmentProbeTest {
    private static final MacAddress MAC = MacAddress.parse("52:54:00:78:00:01");
    private static final Inet4Address OWN = Served.address("10.0.1.1");
    private static final Inet4Address OTHER = Served.address("10.0.1.2");

    private final List<String> said = new ArrayList<>();
    private final List<ProbeStep.Ask> asked = new ArrayList<>();
    private int xid = 100;
    private int hurried;
    private SegmentProbe probe;
    private Duration passed = Duration.ZERO;

    private void begin(Mode mode) {
        probe = new SegmentProbe(mode, Served.ARRIVAL.iface(), MAC, () -> xid++, Set.of(OWN));
    }

    private Duration tick() {
        SegmentProbe.Tick tick = probe.tick();
        keep(tick.steps());
        passed = passed.plus(tick.next());
        return tick.next();
    }

    private void keep(List<ProbeStep> steps) {
        for (ProbeStep step : steps) {
            if (step instanceof ProbeStep.Ask ask) {
                asked.add(ask);
            } else if (step instanceof ProbeStep.Warn warn) {
                said.add(warn.text());
            } else if (step instanceof ProbeStep.Hurry) {
                hurried++;
            }
        }
    }

    /** From the first try until the rest after it. */
    private void silentRound() {
        Duration next = tick();
        while (next.compareTo(SegmentProbe.LAST_WAIT) <= 0) {
            next = tick();
        }
    }

    private void hear(MessageType type, String yiaddr, Inet4Address server) {
        keep(probe.hear(reply(type, yiaddr, server), server));
    }

    private static DhcpMessage reply(MessageType type, String yiaddr, Inet4Address server) {
        DhcpOptions options = DhcpOptions.builder()
                .octet(OptionCode.MESSAGE_TYPE, type.code())
                .addresses(OptionCode.SERVER_IDENTIFIER, List.of(server))
                .build();
        Inet4Address none = DhcpMessage.NO_ADDRESS;
        Inet4Address yours = Served.address(yiaddr);
        return new DhcpMessage(2, 1, 6, 0, 1, 0, 0, none, yours, none, none, MAC, "", "", options);
    }

    private void takesOfferOf(String server) {
        keep(probe.see(
                Client.of(Served.STRANGER).asks("10.0.1.50").server(server).request()));
    }

    @Test
    public void auto_answers_nothing_until_three_tries_were_in_vain_and_then_gives_addresses() {
        begin(Mode.AUTO);
        assertThat(probe.role()).isEqualTo(Role.ASKING);
        tick();
        tick();
        tick();
        assertThat(asked).hasSize(3);
        assertThat(passed).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(5));
        assertThat(probe.role()).isEqualTo(Role.ASKING);
        assertThat(tick())
                .isBetween(
                        SegmentProbe.FIRST_REST,
                        SegmentProbe.FIRST_REST.multipliedBy(5).dividedBy(4));
        assertThat(probe.role()).isEqualTo(Role.SERVER);
        silentRound();
        assertThat(probe.role()).isEqualTo(Role.SERVER);
        assertThat(said).isEmpty();
    }

    @Test
    public void of_two_appliances_that_start_together_the_one_with_the_higher_hardware_address_goes_on_asking() {
        begin(Mode.AUTO);
        SegmentProbe lower = new SegmentProbe(
                Mode.AUTO, Served.ARRIVAL.iface(), MacAddress.parse("52:54:00:78:00:00"), () -> 7, Set.of(OTHER));
        for (int i = 0; i < SegmentProbe.TRIES; i++) {
            ProbeStep.Ask theirs = (ProbeStep.Ask) lower.tick().steps().get(0);
            tick();
            keep(probe.see(theirs.direct()));
            lower.see(asked.get(asked.size() - 1).direct());
        }
        lower.tick();
        tick();
        assertThat(lower.role()).isEqualTo(Role.SERVER);
        assertThat(probe.role()).isEqualTo(Role.ASKING);
        hear(MessageType.OFFER, "10.0.1.50", OTHER);
        assertThat(probe.role()).isEqualTo(Role.PROXY);
    }

    @Test
    public void a_client_that_takes_the_offer_of_another_makes_us_ask_for_longer_but_not_without_end() {
        begin(Mode.AUTO);
        for (int i = 0; i < SegmentProbe.TRIES; i++) {
            tick();
        }
        takesOfferOf("10.0.1.2");
        tick();
        assertThat(probe.role()).isEqualTo(Role.ASKING);
        for (int i = 0; i < 2 * SegmentProbe.MOST_PATIENCE + SegmentProbe.TRIES; i++) {
            takesOfferOf("10.0.1.2");
            tick();
        }
        assertThat(probe.role()).isEqualTo(Role.SERVER);
    }

    @Test
    public void an_answer_makes_auto_a_proxy_at_once_and_nothing_more_is_asked_in_that_round() {
        begin(Mode.AUTO);
        tick();
        hear(MessageType.OFFER, "10.0.1.50", OTHER);
        assertThat(probe.role()).isEqualTo(Role.PROXY);
        tick();
        assertThat(asked).hasSize(1);
    }

    @Test
    public void a_question_has_the_broadcast_flag_our_hardware_address_and_a_number_of_its_own_and_is_known_as_ours() {
        begin(Mode.AUTO);
        tick();
        DhcpMessage direct = asked.get(0).direct();
        assertThat(direct.flags()).isEqualTo(DhcpMessage.BROADCAST_FLAG);
        assertThat(direct.chaddr()).isEqualTo(MAC);
        assertThat(direct.giaddr()).isEqualTo(DhcpMessage.NO_ADDRESS);
        assertThat(asked.get(0).relayed().giaddr()).isEqualTo(OWN);
        assertThat(probe.isOwn(direct)).isTrue();
        assertThat(probe.isOwn(Client.of(MAC.toString()).discover())).isFalse();
        tick();
        assertThat(asked.get(1).direct().xid()).isNotEqualTo(direct.xid());
    }

    @Test
    public void neither_our_own_answers_nor_those_of_a_boot_server_make_a_server() {
        begin(Mode.AUTO);
        tick();
        hear(MessageType.OFFER, "10.0.1.50", OWN);
        hear(MessageType.OFFER, "0.0.0.0", OTHER);
        keep(probe.hear(Client.of(Served.STRANGER).discover(), OTHER));
        assertThat(probe.role()).isEqualTo(Role.ASKING);
    }

    @Test
    public void a_server_that_appears_later_makes_auto_step_back_until_it_was_silent_for_three_rounds() {
        begin(Mode.AUTO);
        silentRound();
        hear(MessageType.ACK, "10.0.1.50", OTHER);
        assertThat(probe.role()).isEqualTo(Role.PROXY);
        assertThat(said).singleElement().asString().contains("10.0.1.2 on eth0 is a second DHCP server");
        hear(MessageType.ACK, "10.0.1.51", OTHER);
        assertThat(said).hasSize(1);
        tick(); // the end of the round in which it was heard
        silentRound();
        silentRound();
        assertThat(probe.role()).isEqualTo(Role.PROXY);
        silentRound();
        assertThat(probe.role()).isEqualTo(Role.SERVER);
        assertThat(said).hasSize(2);
        hear(MessageType.NAK, "0.0.0.0", OTHER);
        assertThat(probe.role()).isEqualTo(Role.PROXY);
        assertThat(said).hasSize(3);
    }

    @Test
    public void a_proxy_from_the_start_stays_one_when_the_server_vanishes_and_says_so_once() {
        begin(Mode.AUTO);
        tick();
        hear(MessageType.OFFER, "10.0.1.50", OTHER);
        tick();
        for (int round = 0; round < 2 * SegmentProbe.SILENT_ROUNDS; round++) {
            silentRound();
        }
        assertThat(probe.role()).isEqualTo(Role.PROXY);
        assertThat(said).singleElement().asString().contains("no DHCP server answers on eth0");
    }

    @Test
    public void a_server_by_setting_goes_on_and_warns_once_of_each_other_one() {
        begin(Mode.SERVER);
        assertThat(probe.role()).isEqualTo(Role.SERVER);
        for (int i = 0; i < 3; i++) {
            silentRound();
            hear(MessageType.OFFER, "10.0.1.50", OTHER);
        }
        hear(MessageType.OFFER, "10.0.1.50", Served.address("10.0.1.3"));
        assertThat(probe.role()).isEqualTo(Role.SERVER);
        assertThat(said).hasSize(2);
    }

    @Test
    public void a_client_that_takes_the_offer_of_another_is_a_reason_to_ask_at_once_but_not_to_step_back() {
        begin(Mode.AUTO);
        silentRound();
        takesOfferOf("10.0.1.1");
        assertThat(hurried).isZero();
        takesOfferOf("10.0.1.2");
        takesOfferOf("10.0.1.2");
        assertThat(hurried).isEqualTo(1);
        assertThat(said).hasSize(1);
        assertThat(probe.role()).isEqualTo(Role.SERVER);
        silentRound();
        takesOfferOf("10.0.1.3"); // forged without end, it must not make us ask without end
        assertThat(hurried).isEqualTo(1);
        silentRound();
        takesOfferOf("10.0.1.4");
        assertThat(hurried).isEqualTo(2);
    }

    @Test
    public void made_up_servers_without_end_are_named_sixteen_times() {
        begin(Mode.SERVER);
        for (int i = 2; i < 200; i++) {
            hear(MessageType.OFFER, "10.0.1.50", Served.address("10.0.1." + i));
        }
        assertThat(said).hasSize(16);
    }
}
