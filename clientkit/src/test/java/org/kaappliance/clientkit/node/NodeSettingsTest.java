package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;

class NodeSettingsTest {
    private static final String LINE =
            "initrd=kit/stage1.img console=tty0 console=ttyS0,115200 kamethod ka.server=10.0.0.1 "
                    + "ka.job=j7 ka.token=00112233445566778899aabbccddeeff BOOTIF=01-52-54-00-77-00-01\n";

    @Test
    void everything_is_on_the_kernel_command_line() {
        NodeSettings settings = NodeSettings.parse(LINE);

        assertThat(settings.server()).isEqualTo(Ipv4Subnet.address("10.0.0.1"));
        assertThat(settings.job()).isEqualTo("j7");
        assertThat(settings.token()).isEqualTo("00112233445566778899aabbccddeeff");
        assertThat(settings.bootCard()).contains(MacAddress.parse("52:54:00:77:00:01"));
        assertThat(settings.consoleArguments()).isEqualTo(List.of("console=tty0", "console=ttyS0,115200"));
    }

    @Test
    void a_boot_program_that_does_not_say_its_card_is_fine() {
        assertThat(NodeSettings.parse("ka.server=10.0.0.1 ka.job=j ka.token=t").bootCard())
                .isEmpty();
    }

    @Test
    void all_that_is_missing_is_named() {
        assertThatThrownBy(() -> NodeSettings.parse("quiet ka.job=j7 ka.token="))
                .hasMessageStartingWith("the kernel command line lacks ka.server, ka.token:");
    }

    @Test
    void the_token_is_not_printed() {
        assertThat(NodeSettings.parse(LINE).toString()).doesNotContain("00112233");
    }
}
