package org.kaappliance.dhcp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.dhcp.engine.Served.NODE1;
import static org.kaappliance.dhcp.engine.Served.STRANGER;
import static org.kaappliance.dhcp.engine.Served.address;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.config.DhcpSettings.UnknownMachines;
import org.kaappliance.config.InterfaceAddress;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.boot.BootDecision;
import org.kaappliance.dhcp.boot.BootPolicy;
import org.kaappliance.dhcp.boot.BootRequest;
import org.kaappliance.dhcp.lease.Lease;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.dhcp.wire.Decoded;
import org.kaappliance.dhcp.wire.DhcpCodec;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.MessageType;
import org.kaappliance.dhcp.wire.OptionCode;

/** BOOTP, relays, rates and hostile clients: what a DHCP server has to get right besides giving addresses. */
public class ServerRulesTest {
    private static final String SUBNETS =
            "[{ subnet = 10.9.0.0/16, pools = [ \"10.9.0.10-10.9.0.20\" ], router = 10.9.0.1 }]";

    private final Served served = Served.server();

    @Test
    public void q32_a_bootp_client_gets_an_address_and_no_more_options_than_64_octets_hold() {
        Effect.Reply reply = served.reply(Client.of(STRANGER).bootp()).orElseThrow();
        assertThat(reply.message().yiaddr()).isEqualTo(address("10.0.1.100"));
        assertThat(reply.message().file()).isEqualTo("pxelinux.0");
        assertThat(reply.message().options().codes()).contains(1, 3).doesNotContain(51, 53, 54, 58, 59);
        assertThat(DhcpCodec.encode(reply.message())).hasSize(300);
        assertThat(reply.event().kind()).isEqualTo(DhcpEvent.Kind.ACKED_BOOTP);
        assertThat(served.saved.get(0).expiresAt()).isEqualTo(Served.START.plus(Duration.ofHours(80)));
        assertThat(served.answer(Client.of(STRANGER).bootp()).yiaddr()).isEqualTo(address("10.0.1.100"));
    }

    @Test
    public void bootp_gives_strangers_a_tenth_of_the_pool_and_known_machines_an_address_for_long() {
        Served large = unlimited("10.0.1.120-10.0.1.179");
        for (int i = 0; i < 60; i++) {
            large.on(Client.of("52:54:00:99:01:%02x".formatted(i)).bootp());
        }
        assertThat(large.saved)
                .hasSize(6)
                .allSatisfy(lease -> assertThat(lease.expiresAt()).isEqualTo(Served.START.plus(Duration.ofHours(80))));
        assertThat(large.lease(STRANGER)).as("by DHCP").isEqualTo("10.0.1.126");
        assertThat(large.answer(Client.of("52:54:00:99:01:00").bootp()).yiaddr())
                .as("again")
                .isEqualTo(address("10.0.1.120"));
        large.on(Client.of(NODE1).bootp());
        assertThat(large.saved.get(large.saved.size() - 1).expiresAt())
                .isEqualTo(Served.START.plus(Duration.ofHours(240)));
        large.later(Duration.ofHours(80));
        assertThat(large.reply(Client.of("52:54:00:99:01:20").bootp())).isPresent();
    }

    @Test
    public void a_machine_that_somebody_has_vouched_for_counts_as_known_without_a_reservation() {
        BootPolicy table = Served.policy(UnknownMachines.BOOT);
        BootPolicy vouching = new BootPolicy() {
            @Override
            public BootDecision decide(BootRequest request) {
                return table.decide(request);
            }

            @Override
            public boolean knows(MacAddress mac) {
                return mac.equals(MacAddress.parse(STRANGER));
            }
        };
        Served fleet = new Served(Served.settings("10.0.1.120-10.0.1.122", true), vouching, List.of());
        for (int i = 0; i < 3; i++) {
            fleet.on(Client.of("52:54:00:99:01:0" + i).discover());
        }
        assertThat(fleet.engine.on(Client.of(STRANGER).discover(), Served.ARRIVAL, fleet.now))
                .as("takes an offer back at once, and waits for no check")
                .singleElement()
                .isInstanceOf(Effect.Reply.class);
    }

    @Test
    public void a_clock_that_is_set_back_keeps_nobody_out() {
        ClientRates rates = new ClientRates(10);
        MacAddress mac = MacAddress.parse(STRANGER);
        rates.admits(mac, ClientRates.Standing.STRANGER, served.now.plus(Duration.ofDays(400)));
        assertThat(rates.admits(mac, ClientRates.Standing.STRANGER, served.now)).isTrue();
        served.later(Duration.ofDays(400));
        for (int i = 0; i < 3; i++) {
            served.on(Client.of("52:54:00:99:01:0" + i).discover());
        }
        served.later(Duration.ofDays(-400));
        assertThat(served.reply(Client.of(STRANGER).discover()))
                .as("offers of the future")
                .isPresent();
    }

    @Test
    public void link_selection_may_be_the_address_of_a_network_and_counts_behind_a_relay_only() {
        Served subnets = withSubnets();
        int[] link = {5, 4, 10, 9, 0, 0};
        assertThat(subnets.answer(Client.of(STRANGER)
                                .relay("192.168.7.1")
                                .option(OptionCode.RELAY_AGENT, link)
                                .discover())
                        .yiaddr())
                .isEqualTo(address("10.9.0.10"));
        assertThat(subnets.answer(Client.of("52:54:00:99:00:02")
                                .option(OptionCode.RELAY_AGENT, link)
                                .discover())
                        .yiaddr()
                        .getHostAddress())
                .startsWith("10.0.1.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "224.0.0.1", "255.255.255.255"})
    public void no_relay_has_such_an_address(String giaddr) {
        assertThat(served.on(Client.of(STRANGER).relay(giaddr).discover()))
                .containsExactly(new Effect.Ignore(
                        List.of(new Effect.Why(IgnoreReason.RELAY, "no relay has the address " + giaddr))));
    }

    @Test
    public void of_two_interfaces_on_one_segment_the_one_that_is_named_answers() {
        Arrival other = new Arrival(
                new InterfaceAddress("eth1", address("10.0.1.2"), 24), new InetSocketAddress("0.0.0.0", 68));
        served.on(Client.of(NODE1).discover());
        DhcpMessage request =
                Client.of(NODE1).asks("10.0.1.111").server("10.0.1.1").request();
        assertThat(served.on(request, other)).singleElement().isInstanceOf(Effect.Ignore.class);
        assertThat(served.answer(request).type()).contains(MessageType.ACK);
    }

    @ParameterizedTest
    @CsvSource({"BOOT, true", "ADDRESS, true", "SILENCE, false"})
    public void bootp_is_for_known_machines_always_and_for_others_as_the_settings_say(
            UnknownMachines unknown, boolean answered) {
        Served configured =
                new Served(Served.settings("10.0.1.100-10.0.1.102", true), Served.policy(unknown), List.of());
        assertThat(configured.reply(Client.of(STRANGER).bootp()).isPresent()).isEqualTo(answered);
        assertThat(configured.answer(Client.of(NODE1).bootp()).yiaddr()).isEqualTo(address("10.0.1.111"));
    }

    @Test
    public void q23_an_address_in_the_header_does_not_count_in_a_discover_and_beside_option_50() {
        assertThat(served.answer(Client.of(STRANGER).has("10.0.1.102").discover())
                        .yiaddr())
                .isEqualTo(address("10.0.1.100"));
        Effect.Reply ack = served.reply(Client.of(STRANGER)
                        .has("10.9.9.9")
                        .asks("10.0.1.100")
                        .server("10.0.1.1")
                        .request())
                .orElseThrow();
        assertThat(ack.message().type()).contains(MessageType.ACK);
        assertThat(ack.to().getAddress()).isEqualTo(address("255.255.255.255"));
    }

    @Test
    public void q43_option_82_of_a_switch_that_is_no_relay_is_echoed_and_the_answer_broadcast() {
        Effect.Reply offer = served.reply(Client.of(STRANGER)
                        .option(OptionCode.RELAY_AGENT, 1, 2, 0, 7)
                        .option(200, 1)
                        .discover())
                .orElseThrow();
        assertThat(offer.message().options().bytes(OptionCode.RELAY_AGENT)).contains(new byte[] {1, 2, 0, 7});
        assertThat(List.copyOf(offer.message().options().codes())).endsWith(OptionCode.RELAY_AGENT);
        assertThat(offer.to().getAddress()).isEqualTo(address("255.255.255.255"));
    }

    @Test
    public void q19_whatever_identifies_the_exchange_is_the_clients_in_every_answer() {
        for (DhcpMessage message : List.of(
                Client.of(STRANGER).discover(),
                Client.of(STRANGER).asks("10.0.1.100").server("10.0.1.1").request(),
                Client.of(STRANGER).asks("10.7.7.7").request())) {
            DhcpMessage answer = served.answer(message);
            assertThat(answer.xid()).isEqualTo(message.xid());
            assertThat(answer.chaddr()).isEqualTo(message.chaddr());
            assertThat(answer.options().address(OptionCode.SERVER_IDENTIFIER)).contains(address("10.0.1.1"));
        }
    }

    @Test
    public void a_relay_that_overrides_the_server_identifier_is_obeyed() {
        Served relayed = withSubnets();
        DhcpMessage offer = relayed.answer(override().discover());
        assertThat(offer.options().address(OptionCode.SERVER_IDENTIFIER)).contains(address("10.9.0.1"));
        assertThat(relayed.answer(
                                override().asks("10.9.0.10").server("10.9.0.1").request())
                        .type())
                .contains(MessageType.ACK);
    }

    private static Client override() {
        return Client.of(STRANGER).relay("10.9.0.1").option(OptionCode.RELAY_AGENT, 11, 4, 10, 9, 0, 1);
    }

    @Test
    public void a_client_behind_a_relay_renews_past_it_and_is_answered_where_it_is() {
        Served relayed = withSubnets();
        relayed.answer(Client.of(STRANGER).relay("10.9.0.1").discover());
        relayed.answer(Client.of(STRANGER)
                .relay("10.9.0.1")
                .asks("10.9.0.10")
                .server("10.0.1.1")
                .request());
        List<Effect> effects = relayed.engine.on(
                Client.of(STRANGER).has("10.9.0.10").request(),
                new Arrival(Served.ARRIVAL.iface(), new InetSocketAddress(address("10.9.0.10"), 68)),
                relayed.now);
        assertThat(effects).singleElement().isInstanceOfSatisfying(Effect.Save.class, save -> {
            Effect.Reply ack = (Effect.Reply) save.then().get(0);
            assertThat(ack.message().type()).contains(MessageType.ACK);
            assertThat(ack.to().getAddress()).isEqualTo(address("10.9.0.10"));
            assertThat(ack.message().options().address(OptionCode.ROUTER)).contains(address("10.9.0.1"));
        });
    }

    @Test
    public void s05_a_unicast_request_that_no_subnet_matches_is_refused_or_ignored() {
        InetSocketAddress source = new InetSocketAddress(address("192.168.9.9"), 68);
        assertThat(served.engine.on(
                        Client.of(STRANGER).has("192.168.9.9").request(),
                        new Arrival(Served.ARRIVAL.iface(), source),
                        served.now))
                .singleElement()
                .isInstanceOfSatisfying(
                        Effect.Reply.class,
                        reply -> assertThat(reply.message().type()).contains(MessageType.NAK));
        assertThat(served.engine.on(
                        Client.of(STRANGER)
                                .has("192.168.9.9")
                                .relay("192.168.9.1")
                                .request(),
                        new Arrival(Served.ARRIVAL.iface(), source),
                        served.now))
                .singleElement()
                .isInstanceOf(Effect.Ignore.class);
    }

    @Test
    public void s10_crafted_bootp_packets_are_answered_or_ignored() {
        Random random = new Random(10);
        byte[] good = DhcpCodec.encode(Client.of(STRANGER).bootp());
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = good.clone();
            for (int k = random.nextInt(4); k >= 0; k--) {
                bad[random.nextInt(260)] = (byte) random.nextInt();
            }
            if (DhcpCodec.decode(bad) instanceof Decoded.Message message) {
                assertThat(served.on(message.message())).isNotNull();
            }
        }
        assertThat(served.lease(NODE1)).isEqualTo("10.0.1.111");
    }

    @Test
    public void s13_one_client_16384_times_leaves_one_lease() {
        Served patient = unlimited("10.0.1.100-10.0.1.102");
        for (int i = 0; i < 16_384; i++) {
            patient.lease(STRANGER);
            patient.saved.clear();
        }
        assertThat(patient.engine.leases()).hasSize(1);
    }

    @Test
    public void s16_a_client_identifier_that_another_machine_sends_does_not_get_its_address() {
        served.lease(NODE1);
        DhcpMessage offer = served.answer(Client.of(STRANGER)
                .option(OptionCode.CLIENT_IDENTIFIER, 1, 0x52, 0x54, 0, 0x77, 0, 1)
                .discover());
        assertThat(offer.yiaddr()).isEqualTo(address("10.0.1.100"));
    }

    @ParameterizedTest
    @CsvSource({"17, 10.0.1.5, 17 hops", "255, 10.0.1.5, 255 hops", "1, 10.0.1.1, the relay address 10.0.1.1 is our own"
    })
    public void s20_what_goes_round_in_a_loop_is_dropped(int hops, String giaddr, String reason) {
        assertThat(served.on(
                        Client.of(STRANGER).header(1, 1, 6, hops).relay(giaddr).discover()))
                .containsExactly(new Effect.Ignore(List.of(new Effect.Why(IgnoreReason.RELAY, reason))));
    }

    @Test
    public void s22_an_inform_from_no_subnet_of_ours_is_ignored_and_empty_options_are_no_harm() {
        assertThat(served.on(Client.of(STRANGER)
                        .has("192.168.7.7")
                        .relay("192.168.7.1")
                        .send(MessageType.INFORM)))
                .singleElement()
                .isInstanceOf(Effect.Ignore.class);
        Client empty = Client.of(STRANGER).has("10.0.1.77");
        for (int code : new int[] {12, 15, 43, 50, 51, 54, 55, 57, 60, 61, 66, 67, 77, 82, 93, 97, 175}) {
            empty.option(code);
        }
        assertThat(served.answer(empty.send(MessageType.INFORM)).type()).contains(MessageType.ACK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff:ff:ff:ff:ff:ff", "00:00:00:00:00:00", "01:00:5e:00:00:01"})
    public void s28_no_machine_has_a_broadcast_a_group_or_no_address(String mac) {
        assertThat(served.on(Client.of(mac).discover())).singleElement().isInstanceOf(Effect.Ignore.class);
        assertThat(served.on(Client.of(mac).bootp())).singleElement().isInstanceOf(Effect.Ignore.class);
    }

    @Test
    public void s29_under_ten_thousand_made_up_clients_known_and_real_machines_still_boot() {
        Served small = unlimited("10.0.1.120-10.0.1.140");
        Random random = new Random(29);
        boolean real = false;
        for (int second = 0; second < 10; second++) {
            for (int i = 0; i < 1000; i++) {
                long bits = 0x0200_0000_0000L | random.nextInt() & 0xffff_ffffL;
                small.on(Client.of(new MacAddress(bits).toString()).discover());
            }
            small.later(Duration.ofSeconds(1));
            assertThat(small.lease(NODE1)).isEqualTo("10.0.1.111");
            real = real
                    || second % 4 == 0
                            && small.reply(Client.of(STRANGER).discover()).isPresent();
        }
        assertThat(real).as("a client that asks every four seconds").isTrue();
        small.later(Duration.ofSeconds(30));
        assertThat(small.lease("52:54:00:99:00:07")).startsWith("10.0.1.1");
        assertThat(small.engine.leases()).extracting(Lease::address).hasSize(2);
    }

    @Test
    public void a_client_that_asks_all_the_time_is_answered_a_hundred_times_and_then_ten_times_a_second() {
        assertThat(answers(STRANGER, 500)).isEqualTo(100);
        served.later(Duration.ofSeconds(1));
        assertThat(answers(STRANGER, 500)).isEqualTo(10);
        assertThat(answers("52:54:00:99:00:02", 1)).as("another client").isEqualTo(1);
    }

    @Test
    public void the_rate_of_a_client_counts_in_every_mode_and_over_both_ports() {
        DhcpServerSettings settings = Served.settings(Map.of("dhcp.client-rate", "1"));
        BootPolicy policy = Served.policy(UnknownMachines.BOOT);
        Admission admission = new Admission(settings, policy::knows);
        ProxyEngine proxy = new ProxyEngine(settings, policy, admission);
        BootServer bootServer = new BootServer(settings, policy, admission);
        Instant now = Served.START;
        for (int i = 0; i < 5; i++) {
            assertThat(proxy.on(Client.of(NODE1).pxe().server("10.0.1.1").request(), Served.ARRIVAL, now))
                    .hasAtLeastOneElementOfType(Effect.Reply.class);
            assertThat(bootServer.on(Client.of(NODE1).pxe().request(), Served.ARRIVAL, now))
                    .hasAtLeastOneElementOfType(Effect.Reply.class);
        }
        List<Effect> refused = Effect.ignore(IgnoreReason.RATE, "more messages than dhcp.client-rate allows");
        assertThat(proxy.on(Client.of(NODE1).pxe().server("10.0.1.1").request(), Served.ARRIVAL, now))
                .isEqualTo(refused);
        assertThat(bootServer.on(Client.of(NODE1).pxe().request(), Served.ARRIVAL, now))
                .isEqualTo(refused);
        assertThat(new DhcpEngine(settings, policy, List.of(), admission)
                        .on(Client.of(NODE1).discover(), Served.ARRIVAL, now))
                .isEqualTo(refused);
    }

    @Test
    public void strangers_however_many_do_not_make_a_known_machine_forgotten_nor_its_rate_larger() {
        answers(NODE1, 500);
        ClientRates rates = new ClientRates(10);
        MacAddress known = MacAddress.parse(NODE1);
        while (rates.admits(known, ClientRates.Standing.KNOWN, served.now)) {
            assertThat(known).isNotNull();
        }
        for (int i = 0; i < 3 * ClientRates.MOST; i++) {
            rates.admits(new MacAddress(0x0200_0000_0000L + i), ClientRates.Standing.STRANGER, served.now);
        }
        assertThat(rates.admits(known, ClientRates.Standing.KNOWN, served.now)).isFalse();
    }

    private long answers(String mac, int messages) {
        return java.util.stream.IntStream.range(0, messages)
                .filter(i -> served.reply(Client.of(mac).discover()).isPresent())
                .count();
    }

    private static Served withSubnets() {
        return new Served(
                Served.settings(Map.of("dhcp.subnets", SUBNETS)), Served.policy(UnknownMachines.BOOT), List.of());
    }

    private static Served unlimited(String pool) {
        return new Served(
                Served.settings(Map.of("dhcp.pool", pool, "dhcp.client-rate", "0")),
                Served.policy(UnknownMachines.BOOT),
                List.of());
    }
}
