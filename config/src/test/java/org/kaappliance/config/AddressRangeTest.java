package org.kaappliance.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

    @Test
    void both_ends_belong_to_the_range() {
        AddressRange range = AddressRange.parse("10.0.1.110 - 10.0.1.120");
        assertThat(range.size()).isEqualTo(11);
        assertThat(range.contains(Ipv4Subnet.address("10.0.1.110"))).isTrue();
        assertThat(range.contains(Ipv4Subnet.address("10.0.1.120"))).isTrue();
        assertThat(range.contains(Ipv4Subnet.address("10.0.1.121"))).isFalse();
        assertThat(range).hasToString("10.0.1.110-10.0.1.120");
    }

    @Test
    void addresses_above_127_are_not_negative() {
        assertThat(AddressRange.parse("127.255.255.255-128.0.0.1").size()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.1.1", "10.0.1.2-10.0.1.1", "10.0.1.1-10.0.1.300", "10.0.1.1-20"})
    void what_is_no_range_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.parse(text));
    }
}
