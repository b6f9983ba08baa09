package org.kaappliance.pxemenu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.config.MacAddress;

class MenuFileNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "X86PC/linux/", "/X86PC/linux/", "X86PC\\linux\\", "a/pxelinux.cfg/b/"})
    void the_whole_search_order_of_pxelinux_is_read_under_any_directory(String directory) {
        assertThat(MenuFileName.parse(directory + "pxelinux.cfg/b8945908-d6a6-41a9-611d-74a6ab80b83d"))
                .contains(new MenuFileName.ByUuid(UUID.fromString("b8945908-d6a6-41a9-611d-74a6ab80b83d")));
        assertThat(MenuFileName.parse(directory + "pxelinux.cfg/01-88-99-aa-bb-cc-dd"))
                .contains(new MenuFileName.ByMac(MacAddress.parse("88:99:aa:bb:cc:dd")));
        for (int digits = 8; digits > 0; digits--) {
            String name = "C0A8025B".substring(0, digits);
            assertThat(MenuFileName.parse(directory + "pxelinux.cfg/" + name))
                    .contains(new MenuFileName.ByHexAddress(name));
        }
        assertThat(MenuFileName.parse(directory + "pxelinux.cfg/default")).contains(new MenuFileName.Default());
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
        assertThat(MenuFileName.parse("pxelinux.cfg/01-88-99-AA-BB-CC-DD"))
                .contains(new MenuFileName.ByMac(MacAddress.parse("88:99:aa:bb:cc:dd")));
        assertThat(MenuFileName.parse("pxelinux.cfg/c0a8")).contains(new MenuFileName.ByHexAddress("C0A8"));
    }
}
