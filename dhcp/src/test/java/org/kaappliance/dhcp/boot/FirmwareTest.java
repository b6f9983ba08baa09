package org.kaappliance.dhcp.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

public class FirmwareTest {

    @Test
    public void every_architecture_of_the_registry_has_a_name() {
        for (int id = 0; id <= 41; id++) {
            assertThat(Firmware.of(new Architecture(id)))
                    .as("architecture %d", id)
                    .isPresent();
        }
        assertThat(new HashSet<>(Firmware.keys())).hasSameSizeAs(Firmware.keys());
    }

    @ParameterizedTest
    @CsvSource({
        "0, bios",
        "2, ia64",
        "6, uefi-ia32",
        "7, uefi-x64",
        "9, uefi-x64",
        "10, uefi-arm32",
        "11, uefi-arm64",
        "16, uefi-x64-http",
        "19, uefi-arm64-http",
        "20, bios-http",
        "22, uboot-arm64",
        "27, riscv64",
        "39, loongarch64",
        "41, raspberry-pi",
        "42, arch-42"
    })
    public void an_architecture_is_called_by_its_name_else_by_its_number(int id, String name) {
        assertThat(new Architecture(id)).hasToString(name);
        assertThat(Firmware.isKey(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"arch-0", "arch-39", "arch-65535", "ipxe", "etherboot"})
    public void any_number_is_a_key(String key) {
        assertThat(Firmware.isKey(key)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x64", "arch-", "arch-65536", "arch-07", "arch-1x", "UEFI-X64"})
    public void other_words_are_none(String key) {
        assertThat(Firmware.isKey(key)).isFalse();
    }
}
