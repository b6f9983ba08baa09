package org.kaappliance.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv4SubnetTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.1.0/24, 255.255.255.0, 10.0.1.255",
        "10.0.0.0/8, 255.0.0.0, 10.255.255.255",
        "192.168.1.64/26, 255.255.255.192, 192.168.1.127",
        "0.0.0.0/0, 0.0.0.0, 255.255.255.255",
        "10.0.1.7/32, 255.255.255.255, 10.0.1.7"
    })
    void netmask_and_broadcast_follow_from_the_prefix(String text, String netmask, String broadcast) {
        Ipv4Subnet subnet = Ipv4Subnet.parse(text);
        assertThat(subnet.netmask().getHostAddress()).isEqualTo(netmask);
        assertThat(subnet.broadcast().getHostAddress()).isEqualTo(broadcast);
        assertThat(subnet).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.1.0", "10.0.1.0/33", "10.0.1.1/24", "10.0.1/24", "10.0.1.256/32", "::/0", "10.0.1.0/"})
    void what_is_no_subnet_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Ipv4Subnet.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "10.0.1", "10.0.1.256", "1.2.3.4.5", "", "10.0.1.-1", "١.2.3.4"})
    void what_is_no_address_is_refused_without_asking_a_resolver(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Ipv4Subnet.address(text));
    }

    @Test
    void a_subnet_contains_its_ends_and_nothing_beside_them() {
        Ipv4Subnet subnet = Ipv4Subnet.parse("200.0.1.64/26");
        assertThat(subnet.contains(Ipv4Subnet.address("200.0.1.64"))).isTrue();
        assertThat(subnet.contains(Ipv4Subnet.address("200.0.1.127"))).isTrue();
        assertThat(subnet.contains(Ipv4Subnet.address("200.0.1.63"))).isFalse();
        assertThat(subnet.contains(Ipv4Subnet.address("200.0.1.128"))).isFalse();
    }

    @Test
    void the_subnet_around_a_host_loses_the_host_bits() {
        assertThat(Ipv4Subnet.containing(Ipv4Subnet.address("10.0.1.77"), 24)).hasToString("10.0.1.0/24");
    }

    @Test
    void numbers_survive_the_round_trip() {
        assertThat(Ipv4Subnet.ofInt(Ipv4Subnet.toInt(Ipv4Subnet.address("255.1.128.9"))))
                .isEqualTo(Ipv4Subnet.address("255.1.128.9"));
    }
}
