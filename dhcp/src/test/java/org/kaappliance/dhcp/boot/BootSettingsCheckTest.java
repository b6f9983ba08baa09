package org.kaappliance.dhcp.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.SettingsException;
import org.kaappliance.config.SettingsLoader;
import org.kaappliance.config.SettingsProblem;

public class BootSettingsCheckTest {

    @Test
    public void the_default_settings_and_those_of_the_seed_are_right() {
        assertThat(problems(Map.of())).isEmpty();
        assertThat(problems(Map.of(
                        "dhcp.pxe-menu.services",
                        "[ { firmware = bios, item = \"Mandriva Linux x86\", boot-file = \"X86PC/linux/linux\", last-layer = 2 },"
                                + " { firmware = ia64, item = \"Mandriva Linux IA64\", boot-file = \"IA64PC/linux/linux\", last-layer = 2 },"
                                + " { firmware = bios, item = \"Local boot\", boot-file = local } ]",
                        "dhcp.pxe-menu.multicast-group",
                        "224.0.1.2",
                        "dhcp.boot-programs.etherboot",
                        "/etherboot/nbgrub")))
                .isEmpty();
    }

    @Test
    public void unknown_firmware_is_named_with_what_was_probably_meant_wherever_it_stands() {
        assertThat(problems(Map.of("dhcp.boot-programs.uefi-x86", "a.efi")))
                .singleElement()
                .hasToString("dhcp.boot-programs.uefi-x86: no firmware is called uefi-x86, did you mean uefi-x64?");
        assertThat(problems(Map.of("dhcp.classes", "[ { name = a, firmware = [ boss ] } ]")))
                .singleElement()
                .asString()
                .contains("dhcp.classes.a.firmware: no firmware is called boss, did you mean bios?");
        assertThat(problems(Map.of("dhcp.pxe-menu.services", "[ { firmware = ipx, item = x, boot-file = x } ]")))
                .singleElement()
                .asString()
                .contains("did you mean ipxe?");
    }

    @Test
    public void ipxe_is_not_chain_loaded_by_itself() {
        assertThat(problems(Map.of("dhcp.boot-programs.ipxe", "ipxe.efi"))).hasSize(1);
        assertThat(problems(Map.of("dhcp.boot-programs.ipxe", "boot.ipxe"))).isEmpty();
    }

    @Test
    public void only_ipxe_can_be_auto() {
        assertThat(problems(Map.of("dhcp.boot-programs.bios", "auto"))).hasSize(1);
    }

    /** firmware does not join several options 43. */
    @Test
    public void q30_a_menu_that_does_not_fit_one_option_43_is_refused() {
        String item = "{ firmware = bios, item = \"" + "x".repeat(70) + "\", boot-file = a }";
        assertThat(problems(Map.of("dhcp.pxe-menu.services", "[ " + item + ", " + item + " ]")))
                .isEmpty();
        assertThat(problems(Map.of("dhcp.pxe-menu.services", "[ " + item + ", " + item + ", " + item + " ]")))
                .singleElement()
                .asString()
                .contains("the menu for bios takes 276 octets of the 255");
    }

    @Test
    public void an_item_is_a_file_and_its_text_fits_a_line() {
        assertThat(problems(Map.of(
                        "dhcp.pxe-menu.services",
                        "[ { firmware = bios, item = \"" + "x".repeat(81) + "\", boot-file = \"http://h/x\" } ]")))
                .hasSize(2);
    }

    private static List<SettingsProblem> problems(Map<String, String> settings) {
        try {
            return BootSettingsCheck.of(
                    SettingsLoader.load(Optional.empty(), settings).settings().dhcp());
        } catch (SettingsException e) {
            throw new AssertionError(e);
        }
    }
}
