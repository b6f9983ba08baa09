package org.kaappliance.dhcp.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kaappliance.config.Settings;
import org.kaappliance.config.SettingsException;
import org.kaappliance.config.SettingsLoader;
import org.kaappliance.config.SettingsProblem;
import org.kaappliance.dhcp.plan.DhcpServerSettings;

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
        assertThat(problems(Map.of("dhcp.boot-programs.ipxe", "http://h/ipxe.efi?x")))
                .hasSize(1);
        assertThat(problems(Map.of("dhcp.boot-programs.ipxe", "boot.ipxe"))).isEmpty();
    }

    @Test
    public void auto_is_refused_where_no_program_is_known() {
        for (String kind : List.of("bios", "uefi-ia32", "uefi-x64", "uefi-arm64", "uefi-x64-http", "ipxe")) {
            assertThat(problems(Map.of("dhcp.boot-programs." + kind, "auto"))).isEmpty();
        }
        for (String kind : List.of("riscv64", "etherboot", "raspberry-pi", "bios-http", "arch-77")) {
            assertThat(problems(Map.of("dhcp.boot-programs." + kind, "auto"))).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bios | grub | bios has pxelinux, lpxelinux, ipxe; a file is \"/grub\"",
                "uefi-arm64 | syslinux | uefi-arm64 has shim, grub, ipxe;",
                "uefi-x64-http | syslinux | uefi-x64-http has ipxe, snponly, shim, grub;",
                "uefi-ia32 | snponly | uefi-ia32 has shim, grub, syslinux, ipxe;",
                "arch-7 | shim | arch-7 takes file names only, uefi-x64 has shim, grub, syslinux, snponly, ipxe;"
            })
    public void a_word_of_another_kind_of_firmware_is_refused_with_the_words_of_this_one(
            String key, String word, String text) {
        assertThat(problems(Map.of("dhcp.boot-programs." + key, word)))
                .singleElement()
                .asString()
                .contains("dhcp.boot-programs." + key + ": " + word + " is no program for it: " + text);
        assertThat(problems(Map.of("dhcp.boot-programs." + key, "/" + word))).isEmpty();
    }

    @Test
    public void the_words_of_a_kind_are_right_for_it_and_a_kind_without_words_takes_any_file_name() {
        for (Firmware kind : Firmware.values()) {
            for (String word : kind.words()) {
                assertThat(problems(Map.of("dhcp.boot-programs." + kind.key(), word)))
                        .isEmpty();
            }
        }
        assertThat(problems(Map.of("dhcp.boot-programs.etherboot", "grub"))).isEmpty();
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "etherboot | boot-file = a | etherboot has no menu",
                "uefi-x64-http | boot-file = a | uefi-x64-http has no menu",
                "arch-16 | boot-file = a | arch-16 has no menu",
                "bios | boot-file = local, last-layer = 2 | last-layer needs a boot-file",
                "bios | boot-file = LONG, last-layer = 9 | boot-file and its layer are longer than 127",
                "bios | boot-file = LONG, last-layer = 10 | boot-file and its layer are longer than 127"
            })
    public void an_item_that_no_rom_could_boot_is_refused(String firmware, String rest, String text) {
        String service = "{ firmware = " + firmware + ", item = x, " + rest.replace("LONG", "f".repeat(126)) + " }";
        assertThat(problems(Map.of("dhcp.pxe-menu.services", "[ " + service + " ]")))
                .singleElement()
                .asString()
                .contains(text);
    }

    @Test
    public void the_longest_name_with_its_layer_fits() {
        String service = "{ firmware = bios, item = x, boot-file = " + "f".repeat(125) + ", last-layer = 9 }";
        assertThat(problems(Map.of("dhcp.pxe-menu.services", "[ " + service + " ]")))
                .isEmpty();
    }

    @Test
    public void a_url_is_refused_for_firmware_that_knows_only_tftp() {
        for (String key : List.of("bios", "raspberry-pi", "etherboot", "arch-7")) {
            assertThat(problems(Map.of("dhcp.boot-programs." + key, "http://h/a")))
                    .singleElement()
                    .asString()
                    .contains("loads files by TFTP only");
        }
        for (String key : List.of("ipxe", "uefi-x64-http", "arch-16", "arch-777")) {
            assertThat(problems(Map.of("dhcp.boot-programs." + key, "http://h/a")))
                    .isEmpty();
        }
    }

    @Test
    public void a_problem_is_told_once() throws SettingsException {
        Settings wrong = SettingsLoader.load(Optional.empty(), Map.of("dhcp.boot-programs.uefi-x86", "a.efi"))
                .settings();
        SettingsException problem =
                catchThrowableOfType(SettingsException.class, () -> DhcpServerSettings.check(wrong));
        assertThat(problem.problems()).hasSize(1);
    }

    @Test
    public void a_pool_for_a_class_that_is_not_there_is_a_problem() {
        SettingsException problem = catchThrowableOfType(
                SettingsException.class,
                () -> SettingsLoader.load(
                        Optional.empty(),
                        Map.of(
                                "dhcp.classes",
                                "[ { name = printers, vendor-class = P } ]",
                                "dhcp.subnets",
                                "[ { subnet = 10.0.1.0/24, pools = [ { range = 10.0.1.100-10.0.1.110,"
                                        + " classes = [ printer ] } ] } ]")));
        assertThat(problem.problems())
                .singleElement()
                .asString()
                .contains("a pool is for the class printer, and dhcp.classes has none", "did you mean printers?");
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
