package org.kaappliance.dhcp.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.dhcp.engine.Served.START;
import static org.kaappliance.dhcp.engine.Served.address;

import java.net.Inet4Address;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.AddressRange;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.engine.Served;
import org.kaappliance.dhcp.plan.DhcpServerSettings;

public class LeaseTableTest {
    private static final Duration HOLD = Duration.ofSeconds(30);
    private static final Duration HOUR = Duration.ofHours(1);

    private final DhcpServerSettings settings = Served.settings(Map.of(
            "dhcp.pool", "10.0.1.110-10.0.1.113",
            "dhcp.subnets", "[{ subnet = 10.9.0.0/16, pools = [ \"10.9.0.0-10.9.255.255\" ] }]"));
    private final Reservations reservations = new Reservations(settings.reservations());
    private LeaseTable table = new LeaseTable(settings, reservations, mac -> false, List.of());
    private Instant now = START;

    @Test
    public void all_of_a_pool_of_65536_are_given_but_the_network_and_the_broadcast_address() {
        Set<Inet4Address> given = new HashSet<>();
        for (int i = 0; i < 65_534; i++) {
            given.add(give(i, 1).orElseThrow());
        }
        assertThat(given).hasSize(65_534).doesNotContain(address("10.9.0.0"), address("10.9.255.255"));
        assertThat(give(70_000, 1)).isEmpty();
    }

    @Test
    public void a_known_machine_has_its_reservation_in_the_middle_of_a_pool_and_nobody_else_gets_it() {
        assertThat(List.of(give(1, 0), give(2, 0), give(3, 0)))
                .containsExactly(
                        Optional.of(address("10.0.1.110")),
                        Optional.of(address("10.0.1.112")),
                        Optional.of(address("10.0.1.113")));
        assertThat(give(4, 0)).isEmpty();
        assertThat(choose(MacAddress.parse(Served.NODE1), 0)).contains(address("10.0.1.111"));
        assertThat(choose(MacAddress.parse(Served.NODE1_SECOND_CARD), 0)).contains(address("10.0.1.111"));
    }

    @Test
    public void machines_with_one_hardware_address_in_two_subnets_keep_an_address_in_each() {
        Inet4Address before = give(1, 0).orElseThrow();
        Inet4Address there = choose(mac(1), 1).orElseThrow();
        assertThat(there).isEqualTo(address("10.9.0.1"));
        assertThat(table.bind(mac(1), there, now.plus(HOUR), now))
                .extracting(Lease::address, Lease::state)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(there, Lease.State.BOUND));
        for (int i = 0; i < 3; i++) {
            assertThat(give(1, 0)).contains(before);
            assertThat(give(1, 1)).contains(there);
        }
        assertThat(table.holds(mac(1), before, now)).isTrue();
        assertThat(table.holds(mac(1), there, now)).isTrue();
    }

    @Test
    public void s29_an_offer_left_alone_is_taken_back_after_eight_seconds_when_the_pool_is_empty_the_oldest_first() {
        offerAll(3);
        now = START.plusSeconds(7);
        assertThat(choose(mac(9), 0)).isEmpty();
        now = START.plusSeconds(8);
        assertThat(choose(mac(8), 0)).contains(address("10.0.1.110"));
    }

    @Test
    public void s29_a_client_that_asks_again_goes_before_those_that_asked_once() {
        offerAll(3);
        assertThat(choose(mac(9), 0)).isEmpty();
        now = START.plusSeconds(4);
        assertThat(choose(mac(10), 0)).as("one that comes first").isEmpty();
        assertThat(choose(mac(9), 0)).as("one that comes back").contains(address("10.0.1.110"));
    }

    @Test
    public void s29_a_known_machine_without_a_reserved_address_takes_an_offer_back_at_once() {
        DhcpServerSettings known = Served.settings(Map.of(
                "dhcp.pool", "10.0.1.110-10.0.1.112", "machines", "[{ mac = \"" + mac(50) + "\", name = fifty }]"));
        table = new LeaseTable(known, new Reservations(known.reservations()), mac -> false, List.of());
        offerAll(3);
        assertThat(table.choose(new Seeker(mac(50), subnet(0).subnet(), ranges(known, 0)), Optional.empty(), now))
                .contains(address("10.0.1.110"));
    }

    @Test
    public void offers_are_bounded() {
        for (int i = 0; i < Offers.MOST + 1000; i++) {
            table.offer(mac(i), choose(mac(i), 1).orElseThrow(), now.plus(HOLD), now);
        }
        assertThat(table.knows(seeker(mac(999), 1))).isFalse();
        assertThat(table.knows(seeker(mac(1000), 1))).isTrue();
        assertThat(choose(mac(99_999), 1)).as("what was taken back last").contains(address("10.9.3.232"));
    }

    @Test
    public void a_restart_knows_the_same_leases_in_the_same_order() {
        for (int i = 0; i < 3; i++) {
            now = now.plusSeconds(1);
            give(i, 0);
        }
        LeaseTable again = new LeaseTable(settings, reservations, mac -> false, table.leases());
        assertThat(again.leases()).containsExactlyInAnyOrderElementsOf(table.leases());
        now = now.plus(HOUR.multipliedBy(2));
        table = again;
        assertThat(give(7, 0)).contains(address("10.0.1.110"));
        assertThat(give(1, 0)).as("its own").contains(address("10.0.1.112"));
        assertThat(give(8, 0)).contains(address("10.0.1.113"));
    }

    /** Against a model that is as plain as can be: a list that is searched. */
    @Test
    public void whatever_happens_a_fresh_address_comes_first_and_then_the_one_that_has_been_free_for_longest() {
        long seed = 4711;
        Random random = new Random(seed);
        Map<Inet4Address, Lease> model = new HashMap<>();
        List<Inet4Address> pool =
                new ArrayList<>(List.of(address("10.0.1.110"), address("10.0.1.112"), address("10.0.1.113")));
        for (int step = 0; step < 20_000; step++) {
            now = now.plusSeconds(1 + random.nextInt(40));
            int client = random.nextInt(5);
            int what = random.nextInt(10);
            Optional<Inet4Address> mine = model.values().stream()
                    .filter(l -> l.mac().equals(mac(client)) && l.state() == Lease.State.BOUND && l.isActive(now))
                    .map(Lease::address)
                    .findFirst();
            if (what == 0 && mine.isPresent()) {
                keep(model, table.release(mac(client), mine.get(), now));
            } else if (what == 1 && mine.isPresent()) {
                keep(model, table.decline(mac(client), mine.get(), now.plusSeconds(100)));
            } else if (mine.isEmpty()) {
                // a client that was never heard of: what it had last does not count
                MacAddress fresh = mac(1000 + step);
                Optional<Inet4Address> expected = pool.stream()
                        .filter(a -> !model.containsKey(a))
                        .findFirst()
                        .or(() -> model.values().stream()
                                .filter(l -> !l.isActive(now))
                                .min(Comparator.comparing(Lease::expiresAt)
                                        .thenComparing(l -> Ipv4Subnet.toInt(l.address())))
                                .map(Lease::address));
                Optional<Inet4Address> chosen = choose(fresh, 0);
                assertThat(chosen).as("seed " + seed + " step " + step).isEqualTo(expected);
                chosen.filter(a -> table.choose(
                                        new Seeker(mac(client), subnet(0).subnet(), ranges(settings, 0)),
                                        Optional.of(a),
                                        now)
                                .isPresent())
                        .ifPresent(a -> table.bind(mac(client), a, now.plusSeconds(60 + random.nextInt(200)), now)
                                .forEach(l -> keep(model, l)));
            }
        }
        assertThat(model).hasSize(3);
    }

    private static void keep(Map<Inet4Address, Lease> model, Lease lease) {
        model.put(lease.address(), lease);
    }

    private void offerAll(int clients) {
        for (int i = 0; i < clients; i++) {
            table.offer(mac(i), choose(mac(i), 0).orElseThrow(), now.plus(HOLD), now);
        }
    }

    private Optional<Inet4Address> give(int client, int subnet) {
        Optional<Inet4Address> address = choose(mac(client), subnet);
        address.ifPresent(a -> table.bind(mac(client), a, now.plus(HOUR), now));
        return address;
    }

    private Optional<Inet4Address> choose(MacAddress mac, int subnet) {
        return table.choose(seeker(mac, subnet), Optional.empty(), now);
    }

    private Seeker seeker(MacAddress mac, int subnet) {
        return new Seeker(mac, subnet(subnet).subnet(), ranges(settings, subnet));
    }

    private DhcpSettings.Subnet subnet(int index) {
        return settings.subnets().get(index);
    }

    private static List<AddressRange> ranges(DhcpServerSettings settings, int subnet) {
        return settings.subnets().get(subnet).pools().stream()
                .map(DhcpSettings.Pool::range)
                .toList();
    }

    private static MacAddress mac(int client) {
        return new MacAddress(0x5254_0000_0000L + client);
    }
}
