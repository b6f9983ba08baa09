package org.kaappliance.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacAddressTest {

    @ParameterizedTest
    @ValueSource(strings = {"52:54:00:AB:cd:01", "52-54-00-ab-CD-01"})
    void both_separators_and_cases_are_read(String text) {
        assertThat(MacAddress.parse(text)).hasToString("52:54:00:ab:cd:01");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "52:54:00:ab:cd",
                "52:54:00:ab:cd:01:02",
                "52:54-00:ab:cd:01",
                "525400abcd01",
                "5g:54:00:ab:cd:01",
                " 52:54:00:ab:cd:01"
            })
    void anything_else_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> MacAddress.parse(text));
    }

    @Test
    void the_dashed_form_is_the_one_of_menu_file_names() {
        assertThat(MacAddress.parse("52:54:00:AB:CD:01").dashed()).isEqualTo("52-54-00-ab-cd-01");
    }

    @Test
    void octets_survive_the_round_trip_with_the_high_bit_set() {
        MacAddress mac = MacAddress.parse("fe:ff:80:00:00:ff");
        assertThat(MacAddress.ofBytes(mac.bytes())).isEqualTo(mac);
    }

    @Test
    void of_a_longer_field_the_first_six_octets_count() {
        byte[] chaddr = new byte[16];
        chaddr[5] = 7;
        chaddr[6] = 9;
        assertThat(MacAddress.ofBytes(chaddr)).hasToString("00:00:00:00:00:07");
        assertThatIllegalArgumentException().isThrownBy(() -> MacAddress.ofBytes(new byte[5]));
    }

    @Test
    void a_group_address_is_recognised() {
        assertThat(MacAddress.parse("01:00:5e:00:00:01").isMulticast()).isTrue();
        assertThat(MacAddress.parse("ff:ff:ff:ff:ff:ff").isMulticast()).isTrue();
        assertThat(MacAddress.parse("52:54:00:00:00:01").isMulticast()).isFalse();
    }

    @Test
    void order_is_numeric() {
        assertThat(MacAddress.parse("00:00:00:00:00:ff")).isLessThan(MacAddress.parse("80:00:00:00:00:00"));
    }

    @Test
    void more_than_48_bits_are_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new MacAddress(1L << 48));
        assertThatIllegalArgumentException().isThrownBy(() -> new MacAddress(-1));
    }
}
