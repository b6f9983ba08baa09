package org.kaappliance.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Comparator;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LocalInterfacesTest {

    @Test
    void the_loopback_interface_is_found_with_its_address() throws SettingsException {
        InterfaceAddress lo = LocalInterfaces.find("lo", Optional.of(Ipv4Subnet.address("127.0.0.1")));
        assertThat(lo).hasToString("lo 127.0.0.1/8");
    }

    @Test
    void loopback_is_no_candidate_for_a_network() throws SettingsException {
        assertThat(LocalInterfaces.candidates())
                .noneMatch(candidate -> candidate.address().isLoopbackAddress())
                .isSortedAccordingTo(Comparator.comparing(InterfaceAddress::name));
    }

    @Test
    void an_interface_that_does_not_exist_names_those_that_do() {
        SettingsException e =
                catchThrowableOfType(SettingsException.class, () -> LocalInterfaces.find("nope0", Optional.empty()));
        assertThat(e.getMessage())
                .startsWith("interface: there is no interface nope0; this host has ")
                .contains("lo")
                .doesNotContain("\n");
    }

    @Test
    void an_address_of_another_interface_names_the_ones_to_choose_from() {
        SettingsException e = catchThrowableOfType(
                SettingsException.class, () -> LocalInterfaces.find("lo", Optional.of(Ipv4Subnet.address("10.9.9.9"))));
        assertThat(e).hasMessageStartingWith("address: 10.9.9.9 is not on lo, which has 127.0.0.1");
    }
}
