package org.kaappliance.appliance.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.config.Settings;
import org.kaappliance.config.SettingsException;
import org.kaappliance.config.SettingsLoader;
import org.kaappliance.pxemenu.MenuSettings;

/** What the settings of stage 1 put on the kernel command line. */
class MenusTest {
    private static final MacAddress ONE = MacAddress.parse("52:54:00:77:00:01");
    private static final MacAddress TWO = MacAddress.parse("52:54:00:77:00:02");
    private static final MacAddress THREE = MacAddress.parse("52:54:00:77:00:03");

    @TempDir
    private Path dir;

    private Settings settings(String text) throws Exception {
        return SettingsLoader.load(Optional.of(Files.writeString(dir.resolve("ka.conf"), text)), Map.of())
                .settings();
    }

    private static MenuSettings menus(Settings settings) {
        return Menus.settings(settings, Ipv4Subnet.address("10.0.0.1"));
    }

    @Test
    void nothing_is_said_where_nothing_is_set() throws Exception {
        Settings settings = settings("");

        assertThat(settings.stage1().exec()).isTrue();
        assertThat(settings.stage1().stay()).isEqualTo(Duration.ZERO);
        assertThat(settings.stage1().shell()).isFalse();
        assertThat(menus(settings).kernelArguments()).doesNotContain("ka.");
        assertThat(menus(settings).machineArguments().apply(ONE)).isEmpty();
    }

    @Test
    void commands_can_be_turned_off_and_a_shell_on() throws Exception {
        Settings settings = settings("stage1 { exec = false, shell = true, stay = 2 hours }");

        assertThat(menus(settings).kernelArguments()).endsWith(" ka.exec=off ka.shell=on");
        assertThat(settings.stage1().stay()).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void a_machine_has_its_own_vlan_or_none_or_everybodys() throws Exception {
        MenuSettings menus = menus(settings("""
                stage1.vlan = 7
                machines = [
                  { mac = "%s", name = node1, vlan = 4094 }
                  { mac = "%s", name = node2, vlan = none }
                ]
                """.formatted(ONE, TWO)));

        assertThat(menus.machineArguments().apply(ONE)).isEqualTo(" ka.vlan=4094");
        assertThat(menus.machineArguments().apply(TWO)).isEmpty();
        assertThat(menus.machineArguments().apply(THREE)).isEqualTo(" ka.vlan=7");
    }

    @Test
    void what_is_no_vlan_is_refused_with_the_range() {
        assertThatThrownBy(() -> settings("stage1.vlan = 4095"))
                .isInstanceOfSatisfying(
                        SettingsException.class,
                        e -> assertThat(e.problems().toString()).contains("stage1.vlan", "1 to 4094"));
        assertThatThrownBy(() -> settings("machines = [ { mac = \"" + ONE + "\", name = a, vlan = 0 } ]"))
                .isInstanceOfSatisfying(
                        SettingsException.class,
                        e -> assertThat(e.problems().toString()).contains("vlan", "1 to 4094"));
    }
}
