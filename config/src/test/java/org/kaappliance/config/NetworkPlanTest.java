package org.kaappliance.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkPlanTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.1.1, 24, 10.0.1.0/24, 10.0.1.100-10.0.1.199",
        "10.0.1.150, 24, 10.0.1.0/24, 10.0.1.100-10.0.1.199",
        "10.0.1.100, 24, 10.0.1.0/24, 10.0.1.101-10.0.1.199",
        "10.0.1.199, 24, 10.0.1.0/24, 10.0.1.100-10.0.1.198",
        "10.1.2.3, 16, 10.1.0.0/16, 10.1.0.100-10.1.0.199",
        "10.0.1.1, 28, 10.0.1.0/28, 10.0.1.2-10.0.1.14",
        "10.0.1.14, 28, 10.0.1.0/28, 10.0.1.1-10.0.1.13",
        "10.0.1.2, 30, 10.0.1.0/30, 10.0.1.1-10.0.1.1"
    })
    void subnet_and_pool_follow_from_the_interface(String address, int prefix, String subnet, String pool)
            throws SettingsException {
        NetworkPlan plan = NetworkPlan.of(settings(Map.of()), iface(address, prefix));
        assertThat(plan.subnet()).hasToString(subnet);
        assertThat(plan.poolText()).isEqualTo(pool);
    }

    @Test
    void a_named_pool_is_taken_as_it_is() throws SettingsException {
        NetworkPlan plan = NetworkPlan.of(settings(Map.of("dhcp.pool", "10.0.1.5-10.0.1.9")), iface("10.0.1.1", 24));
        assertThat(plan.poolText()).isEqualTo("10.0.1.5-10.0.1.9");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dhcp.pool | 10.0.2.5-10.0.2.9 | does not lie in the subnet 10.0.1.0/24",
                "machines | [{ mac = \"52:54:00:77:00:01\", name = n1, address = 10.0.2.5 }] | n1: address 10.0.2.5 does not lie",
                "machines | [{ mac = \"52:54:00:77:00:01\", name = n1, address = 10.0.1.1 }] | is the appliance's own",
            })
    void what_does_not_fit_the_interface_is_named(String key, String value, String message) throws SettingsException {
        Settings settings = settings(Map.of(key, value));
        SettingsException e =
                catchThrowableOfType(SettingsException.class, () -> NetworkPlan.of(settings, iface("10.0.1.1", 24)));
        assertThat(e).hasMessageContaining(message).hasMessageStartingWith(key + ": ");
    }

    @Test
    void a_subnet_without_room_asks_for_a_pool() throws SettingsException {
        Settings settings = settings(Map.of("dhcp.mode", "server"));
        SettingsException e =
                catchThrowableOfType(SettingsException.class, () -> NetworkPlan.of(settings, iface("10.0.1.1", 32)));
        assertThat(e).hasMessageContaining("a /32 has no room for a pool");
    }

    @Test
    void each_interface_brings_its_subnet_and_relays_bring_theirs() throws SettingsException {
        Settings settings = settings(Map.of(
                "dhcp.classes",
                "[{ name = a }]",
                "dhcp.subnets",
                "[{ subnet = 10.0.9.0/24, pools = [\"10.0.9.5-10.0.9.9\", { range = \"10.0.9.20-10.0.9.21\", classes = [a] }] },"
                        + " { subnet = 10.0.2.0/24, lease-time = 1 hour }]"));
        NetworkPlan plan = NetworkPlan.of(
                settings,
                List.of(
                        new InterfaceAddress("eth0", Ipv4Subnet.address("10.0.1.1"), 24),
                        new InterfaceAddress("eth1", Ipv4Subnet.address("10.0.2.1"), 24)));
        assertThat(plan.subnets())
                .extracting(s ->
                        s.subnet() + " " + s.pools().size() + " " + s.terms().leaseTime())
                .containsExactly(
                        "10.0.1.0/24 1 Optional.empty", "10.0.2.0/24 1 Optional[PT1H]", "10.0.9.0/24 2 Optional.empty");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{ subnet = 10.0.9.0/24, pools = [\"10.0.8.5-10.0.9.9\"] }] | does not lie in the subnet 10.0.9.0/24",
                "[{ subnet = 10.0.9.0/24, pools = [\"10.0.9.5-10.0.9.9\", \"10.0.9.9-10.0.9.12\"] }] | overlap",
                "[{ subnet = 10.0.9.0/24 }, { subnet = 10.0.9.0/24 }] | 10.0.9.0/24 occurs twice",
                "[{ subnet = 10.0.9.0/24 }, { subnet = 10.0.9.0/25 }] | 10.0.9.0/25 lies inside 10.0.9.0/24",
            })
    void subnets_that_contradict_each_other_are_named(String subnets, String message) throws SettingsException {
        Settings settings = settings(Map.of("dhcp.subnets", subnets));
        SettingsException e =
                catchThrowableOfType(SettingsException.class, () -> NetworkPlan.of(settings, iface("10.0.1.1", 24)));
        assertThat(e).hasMessageContaining(message).hasMessageContaining("dhcp.subnets");
    }

    private static List<InterfaceAddress> iface(String address, int prefix) {
        return List.of(new InterfaceAddress("eth0", Ipv4Subnet.address(address), prefix));
    }

    private static Settings settings(Map<String, String> commandLine) throws SettingsException {
        return SettingsLoader.load(Optional.empty(), commandLine).settings();
    }
}
