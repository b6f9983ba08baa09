package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.clientkit.report.ReportServer;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.relay.RelayPorts;
import org.kaappliance.relay.SessionKey;

class NodeSettingsTest {
    private static final String KEY = "0123456789abcdef".repeat(4);
    private static final String LINE =
            "initrd=kit/stage1.img console=tty0 console=ttyS0,115200 kamethod ka.server=10.0.0.1 "
                    + "ka.job=j7 ka.token=00112233445566778899aabbccddeeff ka.key=" + KEY
                    + " BOOTIF=01-52-54-00-77-00-01\n";

    @Test
    void everything_is_on_the_kernel_command_line() {
        NodeSettings settings = NodeSettings.parse(LINE);

        assertThat(settings.server()).isEqualTo(Ipv4Subnet.address("10.0.0.1"));
        assertThat(settings.job()).isEqualTo("j7");
        assertThat(settings.token()).isEqualTo("00112233445566778899aabbccddeeff");
        assertThat(settings.bootCard()).contains(MacAddress.parse("52:54:00:77:00:01"));
        assertThat(settings.key()).isEqualTo(SessionKey.ofHex(KEY));
        assertThat(settings.consoleArguments()).isEqualTo(List.of("console=tty0", "console=ttyS0,115200"));
    }

    @Test
    void commands_are_taken_unless_the_appliance_says_off() {
        assertThat(NodeSettings.parse(LINE).commands()).isEqualTo(NodeSettings.CommandsFromAppliance.ALLOWED);
        assertThat(NodeSettings.parse(LINE.trim() + " ka.exec=off").commands())
                .isEqualTo(NodeSettings.CommandsFromAppliance.REFUSED);
    }

    @Test
    void a_boot_program_that_does_not_say_its_card_is_fine() {
        assertThat(NodeSettings.parse("ka.server=10.0.0.1 ka.job=j ka.token=t ka.key=" + KEY)
                        .bootCard())
                .isEmpty();
    }

    @Test
    void the_ports_are_the_standard_ones_unless_they_are_told() {
        NodeSettings standard = NodeSettings.parse(LINE);
        NodeSettings other = NodeSettings.parse(LINE.trim() + " ka.report=40001 ka.relay=40002");

        assertThat(standard.reportPort()).isEqualTo(ReportServer.PORT).isEqualTo(30767);
        assertThat(standard.relayPorts()).isEqualTo(RelayPorts.STANDARD);
        assertThat(other.reportPort()).isEqualTo(40001);
        assertThat(other.relayPorts().discovery()).isEqualTo(40002);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ka.report=0", "ka.report=65536", "ka.relay=x", "ka.relay=", "ka.relay=-1"})
    void what_is_no_port_is_an_error_that_names_the_argument(String word) {
        assertThatThrownBy(() -> NodeSettings.parse(LINE.trim() + " " + word))
                .hasMessage(word.substring(0, word.indexOf('=')) + " is no port (expected 1 to 65535)");
    }

    @Test
    void all_that_is_missing_is_named() {
        assertThatThrownBy(() -> NodeSettings.parse("quiet ka.job=j7 ka.token="))
                .hasMessageStartingWith("the kernel command line lacks ka.server, ka.token, ka.key:");
    }

    @Test
    void token_and_key_are_not_printed() {
        assertThat(NodeSettings.parse(LINE).toString()).doesNotContain("00112233", "01234567");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "0123", "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF"})
    void what_is_no_key_is_an_error_that_does_not_show_it(String text) {
        assertThatThrownBy(() -> NodeSettings.parse(LINE.trim() + " ka.key=" + text))
                .hasMessage("ka.key is no key (expected 64 hexadecimal digits)");
    }
}
