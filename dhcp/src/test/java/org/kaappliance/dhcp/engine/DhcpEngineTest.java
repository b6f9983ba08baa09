package org.kaappliance.dhcp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.dhcp.engine.Served.NODE1;
import static org.kaappliance.dhcp.engine.Served.NODE1_SECOND_CARD;
import static org.kaappliance.dhcp.engine.Served.STRANGER;
import static org.kaappliance.dhcp.engine.Served.address;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.config.DhcpSettings.UnknownMachines;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.boot.Architecture;
import org.kaappliance.dhcp.lease.Lease;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.MessageType;
import org.kaappliance.dhcp.wire.OptionCode;

public class DhcpEngineTest {
    private static final String OTHER = "52:54:00:99:00:02";
    private static final String POOL = "10.0.1.100-10.0.1.102";

    private final Served server = Served.server();

    @Test
    public void a_known_machine_gets_its_reserved_address_and_its_name() {
        DhcpMessage offer = server.answer(Client.of(NODE1).discover());
        assertThat(offer.yiaddr()).isEqualTo(address("10.0.1.111"));
        assertThat(offer.options().text(OptionCode.HOST_NAME)).contains("node1");
    }

    @Test
    public void the_ack_waits_for_the_lease_to_be_durable() {
        server.on(Client.of(STRANGER).discover());
        List<Effect> effects = server.engine.on(
                Client.of(STRANGER).asks("10.0.1.100").server("10.0.1.1").request(), Served.ARRIVAL, server.now);
        assertThat(effects).singleElement().isInstanceOfSatisfying(Effect.Save.class, save -> {
            assertThat(save.leases())
                    .containsExactly(new Lease(
                            address("10.0.1.100"),
                            MacAddress.parse(STRANGER),
                            Served.START.plus(Duration.ofHours(80)),
                            Lease.State.BOUND));
            assertThat(save.then()).singleElement().isInstanceOf(Effect.Reply.class);
        });
    }

    @Test
    public void rom_and_system_of_one_machine_keep_one_address_whatever_their_client_identifier() {
        String first = server.lease(STRANGER);
        server.lease(OTHER);
        DhcpMessage offer = server.answer(Client.of(STRANGER)
                .option(OptionCode.CLIENT_IDENTIFIER, 0xff, 1, 2, 3)
                .discover());
        assertThat(offer.yiaddr().getHostAddress()).isEqualTo(first);
    }

    @Test
    public void machines_get_different_addresses_and_then_the_pool_is_empty() {
        assertThat(List.of(server.lease(STRANGER), server.lease(OTHER), server.lease("52:54:00:99:00:03")))
                .containsExactly("10.0.1.100", "10.0.1.101", "10.0.1.102");
        assertThat(server.on(Client.of("52:54:00:99:00:04").discover()))
                .contains(new Effect.Warn("no free address in 10.0.1.0/24"));
        assertThat(server.lease(NODE1)).isEqualTo("10.0.1.111");
    }

    @Test
    public void an_offer_that_is_not_taken_is_given_to_another_after_its_time() {
        for (int i = 0; i < 3; i++) {
            server.on(Client.of("52:54:00:aa:00:0" + i).discover());
        }
        assertThat(server.reply(Client.of(OTHER).discover())).isEmpty();
        server.later(Duration.ofSeconds(30));
        assertThat(server.answer(Client.of(OTHER).discover()).yiaddr()).isEqualTo(address("10.0.1.100"));
    }

    @Test
    public void a_repeated_discover_is_offered_the_same_address() {
        DhcpMessage first = server.answer(Client.of(STRANGER).discover());
        server.later(Duration.ofSeconds(4));
        assertThat(server.answer(Client.of(STRANGER).discover())).isEqualTo(first);
    }

    @Test
    public void an_expired_address_goes_back_to_its_machine_and_to_others_only_when_nothing_fresh_is_left() {
        server.lease(STRANGER);
        server.later(Duration.ofHours(81));
        assertThat(server.lease(OTHER)).isEqualTo("10.0.1.101");
        server.later(Duration.ofSeconds(1));
        assertThat(server.lease("52:54:00:99:00:03")).isEqualTo("10.0.1.102");
        assertThat(server.lease(STRANGER)).isEqualTo("10.0.1.100");
        server.later(Duration.ofHours(81));
        assertThat(server.lease("52:54:00:99:00:04")).isEqualTo("10.0.1.101");
    }

    @Test
    public void the_offer_of_a_wish_is_kept_when_it_is_free() {
        assertThat(server.answer(Client.of(STRANGER).asks("10.0.1.102").discover())
                        .yiaddr())
                .isEqualTo(address("10.0.1.102"));
        assertThat(server.answer(Client.of(OTHER).asks("10.0.1.102").discover()).yiaddr())
                .isEqualTo(address("10.0.1.100"));
    }

    @ParameterizedTest
    @CsvSource({"10.0.1.1", "10.0.1.111", "10.0.1.50", "192.168.0.1", "255.255.255.255"})
    public void our_own_a_reserved_and_a_foreign_address_are_not_given_on_request(String wish) {
        assertThat(server.answer(Client.of(STRANGER).asks(wish).discover()).yiaddr())
                .isEqualTo(address("10.0.1.100"));
        DhcpMessage nak = server.answer(Client.of(STRANGER).asks(wish).request());
        assertThat(nak.type()).contains(MessageType.NAK);
        assertThat(nak.yiaddr()).isEqualTo(DhcpMessage.NO_ADDRESS);
    }

    @Test
    public void our_own_address_inside_the_pool_is_never_given() {
        Served own =
                new Served(Served.settings("10.0.1.1-10.0.1.2", true), Served.policy(UnknownMachines.BOOT), List.of());
        assertThat(own.lease(STRANGER)).isEqualTo("10.0.1.2");
        assertThat(own.reply(Client.of(OTHER).discover())).isEmpty();
    }

    @Test
    public void s30_a_request_that_names_another_server_withdraws_the_offer_and_tells_of_that_server() {
        server.on(Client.of(STRANGER).discover());
        assertThat(server.on(Client.of(STRANGER)
                        .asks("10.0.1.100")
                        .server("10.0.1.9")
                        .request()))
                .containsExactly(new Effect.OtherServer(MacAddress.parse(STRANGER), address("10.0.1.9")));
        assertThat(server.answer(Client.of(OTHER).discover()).yiaddr()).isEqualTo(address("10.0.1.100"));
    }

    @Test
    public void a_machine_that_moves_to_its_reservation_gives_its_old_address_back() {
        Lease old = new Lease(
                address("10.0.1.100"),
                MacAddress.parse(NODE1),
                Served.START.plus(Duration.ofHours(1)),
                Lease.State.BOUND);
        Served restarted = new Served(Served.settings(POOL, true), Served.policy(UnknownMachines.BOOT), List.of(old));
        assertThat(restarted
                        .answer(Client.of(NODE1).has("10.0.1.100").request())
                        .type())
                .contains(MessageType.NAK);
        assertThat(restarted.lease(NODE1)).isEqualTo("10.0.1.111");
        assertThat(restarted.saved).extracting(Lease::state).containsExactly(Lease.State.RELEASED, Lease.State.BOUND);
        assertThat(restarted.lease(STRANGER)).isEqualTo("10.0.1.101");
    }

    @Test
    public void two_cards_of_one_machine_share_its_address() {
        assertThat(server.lease(NODE1)).isEqualTo("10.0.1.111");
        assertThat(server.lease(NODE1_SECOND_CARD)).isEqualTo("10.0.1.111");
        assertThat(server.lease(NODE1)).isEqualTo("10.0.1.111");
    }

    @Test
    public void leases_are_known_again_after_a_restart() {
        server.lease(STRANGER);
        Served restarted = new Served(Served.settings(POOL, true), Served.policy(UnknownMachines.BOOT), server.saved);
        assertThat(restarted.lease(OTHER)).isEqualTo("10.0.1.101");
        assertThat(restarted
                        .answer(Client.of(STRANGER).has("10.0.1.100").request())
                        .type())
                .contains(MessageType.ACK);
    }

    @Test
    public void a_renewal_goes_to_the_client_alone_and_prolongs_the_lease() {
        server.lease(STRANGER);
        server.later(Duration.ofHours(40));
        Effect.Reply ack =
                server.reply(Client.of(STRANGER).has("10.0.1.100").request()).orElseThrow();
        assertThat(ack.to().getAddress()).isEqualTo(address("10.0.1.100"));
        assertThat(ack.to().getPort()).isEqualTo(68);
        assertThat(ack.message().ciaddr()).isEqualTo(address("10.0.1.100"));
        assertThat(server.saved.get(1).expiresAt()).isEqualTo(Served.START.plus(Duration.ofHours(120)));
    }

    @Test
    public void a_rebooted_client_is_told_yes_or_no_at_once() {
        server.lease(STRANGER);
        assertThat(server.answer(Client.of(STRANGER).asks("10.0.1.100").request())
                        .type())
                .contains(MessageType.ACK);
        assertThat(server.answer(Client.of(OTHER).asks("10.0.1.100").request()).type())
                .contains(MessageType.NAK);
        assertThat(server.answer(Client.of(OTHER).asks("10.0.2.7").request()).type())
                .contains(MessageType.NAK);
    }

    @Test
    public void a_server_that_is_not_authoritative_is_silent_to_those_it_does_not_know() {
        Served modest = new Served(Served.settings(POOL, false), Served.policy(UnknownMachines.BOOT), List.of());
        assertThat(modest.reply(Client.of(STRANGER).asks("10.0.2.7").request())).isEmpty();
        assertThat(modest.reply(Client.of(STRANGER).asks("10.0.1.100").request()))
                .isEmpty();
        assertThat(modest.lease(STRANGER)).isEqualTo("10.0.1.100");
        assertThat(modest.answer(Client.of(STRANGER).asks("10.0.1.101").request())
                        .type())
                .contains(MessageType.NAK);
    }

    @Test
    public void a_nak_goes_to_everybody_or_through_the_relay_as_a_broadcast() {
        Effect.Reply nak =
                server.reply(Client.of(STRANGER).has("10.0.9.9").request()).orElseThrow();
        assertThat(nak.to().getAddress()).isEqualTo(address("255.255.255.255"));
        Effect.Reply relayed = server.reply(
                        Client.of(STRANGER).has("10.0.9.9").relay("10.0.1.5").request())
                .orElseThrow();
        assertThat(relayed.to().getAddress()).isEqualTo(address("10.0.1.5"));
        assertThat(relayed.to().getPort()).isEqualTo(67);
        assertThat(relayed.message().flags()).isEqualTo(DhcpMessage.BROADCAST_FLAG);
    }

    @Test
    public void an_address_that_is_given_back_is_free_and_remembered() {
        server.lease(STRANGER);
        server.on(
                Client.of(STRANGER).has("10.0.1.100").server("10.0.1.1").send(MessageType.RELEASE),
                Served.from("10.0.1.100"));
        assertThat(server.saved.get(1).state()).isEqualTo(Lease.State.RELEASED);
        assertThat(server.lease(STRANGER)).isEqualTo("10.0.1.100");
    }

    @Test
    public void nobody_gives_back_or_declines_the_address_of_another() {
        server.lease(STRANGER);
        DhcpMessage forged = Client.of(STRANGER).has("10.0.1.100").send(MessageType.RELEASE);
        assertThat(server.on(forged, Served.from("10.0.1.101"))).singleElement().isInstanceOf(Effect.Ignore.class);
        assertThat(server.on(Client.of(OTHER).has("10.0.1.100").send(MessageType.RELEASE), Served.from("10.0.1.100")))
                .containsExactly(new Effect.Ignore(List.of(
                        new Effect.Why(IgnoreReason.NOT_ITS_ADDRESS, "releases an address that it has not got"))));
        assertThat(server.on(Client.of(OTHER).asks("10.0.1.100").send(MessageType.DECLINE)))
                .containsExactly(new Effect.Ignore(List.of(
                        new Effect.Why(IgnoreReason.NOT_ITS_ADDRESS, "declines an address that it was not given"))));
    }

    @Test
    public void an_offer_alone_is_not_declined() {
        server.on(Client.of(STRANGER).discover());
        assertThat(server.on(Client.of(STRANGER).asks("10.0.1.100").send(MessageType.DECLINE)))
                .singleElement()
                .isInstanceOf(Effect.Ignore.class);
        assertThat(server.saved).isEmpty();
    }

    @Test
    public void a_declined_address_is_given_to_nobody_for_ten_minutes() {
        server.lease(STRANGER);
        List<Effect> effects = server.on(Client.of(STRANGER).asks("10.0.1.100").send(MessageType.DECLINE));
        assertThat(effects).hasAtLeastOneElementOfType(Effect.Warn.class);
        assertThat(server.lease(STRANGER)).isEqualTo("10.0.1.101");
        assertThat(server.lease(OTHER)).isEqualTo("10.0.1.102");
        assertThat(server.reply(Client.of("52:54:00:99:00:03").discover())).isEmpty();
        server.later(Duration.ofMinutes(10));
        assertThat(server.lease("52:54:00:99:00:03")).isEqualTo("10.0.1.100");
    }

    @Test
    public void an_inform_gets_everything_but_an_address_and_a_lease() {
        Effect.Reply ack = server.reply(Client.of(STRANGER).has("10.0.1.77").send(MessageType.INFORM))
                .orElseThrow();
        assertThat(ack.message().yiaddr()).isEqualTo(DhcpMessage.NO_ADDRESS);
        assertThat(ack.message().options().codes()).contains(1, 3, 6, 15).doesNotContain(51, 58, 59);
        assertThat(ack.to().getAddress()).isEqualTo(address("10.0.1.77"));
        assertThat(server.saved).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"3600, 3600", "1, 60", "4294967295, 864000"})
    public void the_client_may_ask_for_a_lease_time_within_limits(long asked, long given) {
        DhcpMessage offer = server.answer(Client.of(STRANGER)
                .option(OptionCode.LEASE_TIME, (int) (asked >> 24), (int) (asked >> 16), (int) (asked >> 8), (int)
                        asked)
                .discover());
        assertThat(offer.options().number(OptionCode.LEASE_TIME, 4)).contains(given);
        assertThat(offer.options().number(OptionCode.RENEWAL_TIME, 4)).contains(given / 2);
        assertThat(offer.options().number(OptionCode.REBINDING_TIME, 4)).contains(given * 7 / 8);
    }

    @ParameterizedTest
    @CsvSource({"BOOT, true, pxelinux.0", "ADDRESS, true, ''", "SILENCE, false, ''"})
    public void unknown_machines_are_treated_as_the_settings_say(
            UnknownMachines unknown, boolean answered, String file) {
        Served configured = new Served(Served.settings(POOL, true), Served.policy(unknown), List.of());
        Optional<Effect.Reply> reply =
                configured.reply(Client.of(STRANGER).pxe().discover());
        assertThat(reply.isPresent()).isEqualTo(answered);
        assertThat(reply.map(r -> r.message().file()).orElse("")).isEqualTo(file);
        assertThat(configured.answer(Client.of(NODE1).pxe().discover()).file()).isEqualTo("pxelinux.0");
    }

    @Test
    public void events_tell_a_network_boot_from_a_system_that_runs() {
        server.lease(NODE1);
        DhcpEvent pxe = server.reply(Client.of(NODE1)
                        .pxe()
                        .asks("10.0.1.111")
                        .server("10.0.1.1")
                        .request())
                .orElseThrow()
                .event();
        DhcpEvent stage1 = server.reply(Client.of(NODE1)
                        .vendorClass("ka-stage1")
                        .asks("10.0.1.111")
                        .server("10.0.1.1")
                        .request())
                .orElseThrow()
                .event();
        assertThat(pxe.kind()).isEqualTo(DhcpEvent.Kind.ACKED_PXE);
        assertThat(pxe.bootFile()).contains("pxelinux.0");
        assertThat(pxe.architecture()).contains(new Architecture(0));
        assertThat(stage1.kind()).isEqualTo(DhcpEvent.Kind.ACKED_PLAIN);
        assertThat(stage1.vendorClass()).isEqualTo("ka-stage1");
        assertThat(stage1.bootFile()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.2.1", "10.0.1.0", "10.0.1.255"})
    public void a_relay_that_no_subnet_is_known_for_is_not_served(String giaddr) {
        assertThat(server.on(Client.of(STRANGER).relay(giaddr).discover()))
                .containsExactly(new Effect.Ignore(
                        List.of(new Effect.Why(IgnoreReason.NO_SUBNET, "no subnet for the relay " + giaddr))));
    }

    @Test
    public void ten_thousand_made_up_clients_do_not_keep_a_known_machine_from_booting() {
        for (int i = 0; i < 10_000; i++) {
            server.on(
                    Client.of(new MacAddress(0x0200_0000_0000L + i).toString()).discover());
        }
        assertThat(server.lease(NODE1)).isEqualTo("10.0.1.111");
        server.later(Duration.ofSeconds(30));
        assertThat(server.lease(STRANGER)).startsWith("10.0.1.10");
    }
}
