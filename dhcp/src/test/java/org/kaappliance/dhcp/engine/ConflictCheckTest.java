package org.kaappliance.dhcp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.dhcp.engine.Served.NODE1;
import static org.kaappliance.dhcp.engine.Served.STRANGER;
import static org.kaappliance.dhcp.engine.Served.address;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.DhcpSettings.UnknownMachines;
import org.kaappliance.config.InterfaceAddress;
import org.kaappliance.dhcp.lease.Lease;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.MessageType;
import org.kaappliance.dhcp.wire.OptionCode;

public class ConflictCheckTest {
    private static final Effect.Probe PROBE =
            new Effect.Probe(address("10.0.1.100"), Optional.of("eth0"), Duration.ofMillis(300));

    private final Served served = Served.server();

    @Test
    public void the_offer_of_an_address_that_is_new_to_a_stranger_leaves_when_the_check_is_over() {
        assertThat(discover(STRANGER)).containsExactly(PROBE);
        assertThat(offered(served.engine.onProbed(PROBE, Effect.Outcome.FREE, served.now)))
                .isEqualTo("10.0.1.100");
    }

    @Test
    public void an_address_that_could_not_be_tried_is_offered_all_the_same() {
        discover(STRANGER);
        assertThat(offered(served.engine.onProbed(PROBE, Effect.Outcome.UNKNOWN, served.now)))
                .isEqualTo("10.0.1.100");
    }

    @Test
    public void a_known_machine_and_a_client_that_comes_back_never_wait() {
        assertThat(offered(discover(NODE1))).isEqualTo("10.0.1.111");
        served.lease(STRANGER);
        served.later(Duration.ofHours(100));
        assertThat(offered(discover(STRANGER))).isEqualTo("10.0.1.100");
    }

    @Test
    public void an_address_that_was_found_free_is_not_tried_again_for_a_minute() {
        served.on(Client.of(STRANGER).discover());
        served.later(Duration.ofSeconds(40));
        assertThat(offered(discover("52:54:00:99:00:05"))).isEqualTo("10.0.1.100");
        served.later(Duration.ofSeconds(40));
        assertThat(discover("52:54:00:99:00:06")).containsExactly(PROBE);
    }

    @Test
    public void a_repeated_discover_waits_for_the_same_check_and_the_latest_one_is_answered() {
        discover(STRANGER);
        assertThat(discover(STRANGER)).singleElement().isInstanceOf(Effect.Ignore.class);
        assertThat(served.engine.onProbed(PROBE, Effect.Outcome.FREE, served.now))
                .hasSize(1);
        assertThat(served.engine.onProbed(PROBE, Effect.Outcome.FREE, served.now))
                .isEmpty();
    }

    @Test
    public void an_address_in_use_is_set_aside_for_the_probation_and_the_client_is_offered_the_next_one() {
        served.inUse.add(address("10.0.1.100"));
        assertThat(served.lease(STRANGER)).isEqualTo("10.0.1.101");
        assertThat(served.saved.get(0).state()).isEqualTo(Lease.State.DECLINED);
        assertThat(served.saved.get(0).expiresAt()).isEqualTo(Served.START.plus(Duration.ofMinutes(10)));
    }

    @Test
    public void an_address_in_use_is_set_aside_though_its_waiter_has_gone() {
        discover(STRANGER);
        served.on(Client.of(STRANGER).asks("10.0.1.102").server("10.0.1.9").request());
        assertThat(served.engine.onProbed(PROBE, Effect.Outcome.IN_USE, served.now))
                .first()
                .isInstanceOfSatisfying(
                        Effect.Save.class,
                        save -> assertThat(save.leases())
                                .extracting(Lease::state)
                                .containsExactly(Lease.State.DECLINED));
        assertThat(served.lease("52:54:00:99:00:05")).isEqualTo("10.0.1.101");
    }

    @Test
    public void the_answer_to_the_message_by_which_the_check_began_is_not_replaced_by_another_interface() {
        discover(STRANGER);
        Arrival other = new Arrival(new InterfaceAddress("eth1", address("10.0.1.2"), 24), Served.ARRIVAL.source());
        served.engine.on(Client.of(STRANGER).discover(), other, served.now);
        Effect.Reply offer = (Effect.Reply)
                served.engine.onProbed(PROBE, Effect.Outcome.FREE, served.now).get(0);
        assertThat(offer.message().options().address(OptionCode.SERVER_IDENTIFIER))
                .contains(address("10.0.1.1"));
    }

    @Test
    public void after_three_addresses_in_use_the_client_has_to_ask_again() {
        Served large = new Served(
                Served.settings("10.0.1.100-10.0.1.110", true), Served.policy(UnknownMachines.BOOT), List.of());
        for (int i = 100; i < 104; i++) {
            large.inUse.add(address("10.0.1." + i));
        }
        assertThat(large.reply(Client.of(STRANGER).discover())).isEmpty();
        assertThat(large.saved).hasSize(3);
        assertThat(large.lease(STRANGER)).isEqualTo("10.0.1.104");
    }

    @Test
    public void behind_a_relay_the_address_is_tried_through_the_router() {
        DhcpMessage message = Client.of(STRANGER).relay("10.0.1.5").discover();
        assertThat(served.engine.on(message, Served.ARRIVAL, served.now))
                .containsExactly(new Effect.Probe(PROBE.address(), Optional.empty(), PROBE.timeout()));
    }

    @Test
    public void zero_seconds_try_nothing() {
        Served quick = new Served(
                Served.settings(Map.of("dhcp.conflict-check", "0 seconds")),
                Served.policy(UnknownMachines.BOOT),
                List.of());
        assertThat(quick.engine.on(Client.of(STRANGER).discover(), Served.ARRIVAL, quick.now))
                .singleElement()
                .isInstanceOf(Effect.Reply.class);
    }

    private List<Effect> discover(String mac) {
        return served.engine.on(Client.of(mac).discover(), Served.ARRIVAL, served.now);
    }

    private static String offered(List<Effect> effects) {
        assertThat(effects).singleElement().isInstanceOf(Effect.Reply.class);
        DhcpMessage offer = ((Effect.Reply) effects.get(0)).message();
        assertThat(offer.type()).contains(MessageType.OFFER);
        return offer.yiaddr().getHostAddress();
    }
}
