package org.kaappliance.pxemenu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.config.MacAddress;

class MenuFileNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "X86PC/linux/", "/X86PC/linux/", "X86PC\\linux\\", "a/pxelinux.cfg/b/"})
    void the_whole_search_order_of_pxelinux_is_read_under_any_directory(String directory) {
        assertThat(pxelinux(directory + "pxelinux.cfg/b8945908-d6a6-41a9-611d-74a6ab80b83d"))
                .contains(new MenuFileName.ByUuid(UUID.fromString("b8945908-d6a6-41a9-611d-74a6ab80b83d")));
        assertThat(pxelinux(directory + "pxelinux.cfg/01-88-99-aa-bb-cc-dd"))
                .contains(new MenuFileName.ByMac(MacAddress.parse("88:99:aa:bb:cc:dd")));
        for (int digits = 8; digits > 0; digits--) {
            String name = "C0A8025B".substring(0, digits);
            assertThat(pxelinux(directory + "pxelinux.cfg/" + name)).contains(new MenuFileName.ByHexAddress(name));
        }
        assertThat(pxelinux(directory + "pxelinux.cfg/default")).contains(new MenuFileName.Default());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pxelinux.0",
                "pxelinux.cfg",
                "pxelinux.cfg/",
                "default",
                "01-88-99-aa-bb-cc-dd",
                "xpxelinux.cfg/default",
                "pxelinux.cfg/20-88-99-aa-bb-cc-dd",
                "pxelinux.cfg/01-88-99-aa-bb-cc",
                "pxelinux.cfg/01-88-99-aa-bb-cc-dd-ee",
                "pxelinux.cfg/01:88:99:aa:bb:cc:dd",
                "pxelinux.cfg/C0A8025B1",
                "pxelinux.cfg/g",
                "pxelinux.cfg/../default",
                "pxelinux.cfg/1-2-3-4-5",
                "pxelinux.cfg/default\n",
                "pxelinux.cfg/Default",
                "kit/vmlinuz"
            })
    void anything_else_is_no_menu(String name) {
        assertThat(MenuFileName.parse(name)).isEmpty();
    }

    @Test
    void case_does_not_matter_to_addresses() {
        assertThat(pxelinux("pxelinux.cfg/01-88-99-AA-BB-CC-DD"))
                .contains(new MenuFileName.ByMac(MacAddress.parse("88:99:aa:bb:cc:dd")));
        assertThat(pxelinux("pxelinux.cfg/c0a8")).contains(new MenuFileName.ByHexAddress("C0A8"));
    }

    @ParameterizedTest
    @CsvSource({
        "grub/grub.cfg-01-88-99-aa-bb-cc-dd, GRUB, 88:99:aa:bb:cc:dd",
        "/boot/grub/grub.cfg-88:99:AA:bb:cc:dd, GRUB, 88:99:aa:bb:cc:dd",
        "grub.cfg-88-99-aa-bb-cc-dd, GRUB, 88:99:aa:bb:cc:dd",
        "ipxe/01-88-99-aa-bb-cc-dd.ipxe, IPXE, 88:99:aa:bb:cc:dd",
        "ipxe/88:99:aa:bb:cc:dd.ipxe, IPXE, 88:99:aa:bb:cc:dd",
    })
    void grub_and_ipxe_ask_for_their_machine(String name, MenuFileName.Dialect dialect, String mac) {
        assertThat(MenuFileName.parse(name))
                .contains(new MenuFileName.Asked(dialect, new MenuFileName.ByMac(MacAddress.parse(mac))));
    }

    @ParameterizedTest
    @CsvSource({
        "grub/grub.cfg, GRUB",
        "/boot.ipxe, IPXE",
        "autoexec.ipxe, IPXE",
        "x/pxelinux.cfg/default, PXELINUX",
    })
    void each_has_a_name_without_a_machine(String name, MenuFileName.Dialect dialect) {
        assertThat(MenuFileName.parse(name)).contains(new MenuFileName.Asked(dialect, new MenuFileName.Default()));
    }

    @Test
    void grubs_other_steps_are_read() {
        assertThat(MenuFileName.parse("grub/grub.cfg-C0A802").orElseThrow().whose())
                .isEqualTo(new MenuFileName.ByHexAddress("C0A802"));
        assertThat(MenuFileName.parse("grub/grub.cfg-b8945908-d6a6-41a9-611d-74a6ab80b83d")
                        .orElseThrow()
                        .whose())
                .isInstanceOf(MenuFileName.ByUuid.class);
        assertThat(MenuFileName.parse("grub/grub.cfg-")).isEmpty();
        assertThat(MenuFileName.parse("debian-installer/amd64/grub/grub.cfg"))
                .as("an installer's own")
                .isEmpty();
        assertThat(MenuFileName.parse("installer/boot.ipxe")).isEmpty();
        assertThat(MenuFileName.parse("grub/x86_64-efi/grub.cfg.lst")).isEmpty();
    }

    private static Optional<MenuFileName> pxelinux(String name) {
        return MenuFileName.parse(name)
                .filter(asked -> asked.dialect() == MenuFileName.Dialect.PXELINUX)
                .map(MenuFileName.Asked::whose);
    }
}
