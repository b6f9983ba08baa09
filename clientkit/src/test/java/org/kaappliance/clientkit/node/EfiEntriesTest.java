package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EfiEntriesTest {
    private static final EfiEntries OVMF = EfiEntries.parse("""
            BootCurrent: 0001
            Timeout: 0 seconds
            BootOrder: 0000,0001,0004,0003
            Boot0000* UiApp\tFvVol(7cb8bdc9)/FvFile(462caa21)
            Boot0001* UEFI PXEv4 (MAC:525400770001)\tPciRoot(0x0)/Pci(0x3,0x0)/MAC(525400770001,1)/IPv4(0.0.0.0)
            Boot0003* UEFI Misc Device\tPciRoot(0x0)/Pci(0x4,0x0)
            Boot0004* debian\tHD(1,GPT,1b2c,0x800,0x40000)/File(\\EFI\\debian\\shimx64.efi)
            Boot0005  off\tHD(1,GPT,1b2c,0x800,0x40000)/File(\\EFI\\debian\\shimx64.efi)
            """.lines().toList());

    @Test
    void the_list_of_the_firmware_is_read() {
        assertThat(OVMF.current()).contains("0001");
        assertThat(OVMF.order()).containsExactly("0000", "0001", "0004", "0003");
        assertThat(OVMF.entries()).containsOnlyKeys("0000", "0001", "0003", "0004", "0005");
    }

    @Test
    void the_disk_comes_behind_the_network_that_started_the_machine() {
        assertThat(OVMF.orderWith(List.of("0006"))).containsExactly("0000", "0001", "0006", "0004", "0003");
    }

    @Test
    void a_network_boot_that_somebody_chose_once_leaves_the_disk_first() {
        EfiEntries once = EfiEntries.parse(List.of("BootCurrent: 0009", "BootOrder: 0003,0004"));

        assertThat(once.orderWith(List.of("0006"))).containsExactly("0006", "0003", "0004");
    }

    @Test
    void a_firmware_without_any_order_gets_one() {
        assertThat(EfiEntries.parse(List.of("No BootOrder is set; firmware will attempt recovery"))
                        .orderWith(List.of("0000")))
                .containsExactly("0000");
    }

    @Test
    void entries_of_an_earlier_clone_are_known_by_name_and_program() {
        assertThat(OVMF.earlier("debian", "EFI\\debian\\shimx64.efi")).containsExactly("0004");
        assertThat(OVMF.earlier("debian", "EFI\\BOOT\\BOOTX64.EFI")).isEmpty();
        assertThat(OVMF.earlier("deb", "EFI\\debian\\shimx64.efi")).isEmpty();
    }

    @Test
    void what_was_made_since_is_told_from_what_was_there() {
        EfiEntries before = EfiEntries.parse(List.of("Boot0000* a\tx"));
        EfiEntries after = EfiEntries.parse(List.of("Boot0000* a\tx", "Boot0007* b\ty"));

        assertThat(after.since(before)).containsExactly("0007");
    }
}
