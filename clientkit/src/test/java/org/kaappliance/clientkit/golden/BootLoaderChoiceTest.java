package org.kaappliance.clientkit.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kaappliance.clientkit.golden.BootLoader.Kind;
import org.kaappliance.clientkit.system.SystemTree;

class BootLoaderChoiceTest {
    @TempDir
    Path tree;

    @ParameterizedTest
    @CsvSource({
        "/boot/grub/grub.cfg, GRUB",
        "/boot/grub2/grub.cfg, GRUB",
        "/boot/grub/menu.lst, GRUB_LEGACY",
        "/boot/grub/grub.conf, GRUB_LEGACY",
        "/boot/extlinux/extlinux.conf, EXTLINUX",
        "/boot/syslinux/syslinux.cfg, EXTLINUX",
        "/etc/lilo.conf, LILO",
        "/boot/vmlinuz-6.1, GRUB",
        "/boot/efi/EFI/debian/grubx64.efi, GRUB",
        "/boot/efi/EFI/systemd/systemd-bootx64.efi, SYSTEMD_BOOT"
    })
    void the_loader_is_recognised_by_its_files(String file, Kind expected) throws Exception {
        write(file);

        assertThat(complete(BootLoader.AUTO).bootLoader().kind()).isEqualTo(expected);
    }

    @Test
    void settings_of_grub_2_beside_those_of_another_are_the_newer_ones() throws Exception {
        write("/boot/grub/grub.cfg", "/boot/grub/menu.lst", "/etc/lilo.conf");

        assertThat(complete(BootLoader.AUTO).bootLoader()).isEqualTo(BootLoader.GRUB);
    }

    @Test
    void a_system_that_nobody_can_boot_is_a_problem_unless_the_operator_says_how() throws Exception {
        assertThatThrownBy(() -> complete(BootLoader.AUTO))
                .isInstanceOf(PlanException.class)
                .hasMessageStartingWith("cannot tell how the golden system boots");
        assertThat(complete(BootLoader.NONE).bootLoader()).isEqualTo(BootLoader.NONE);
    }

    @Test
    void what_the_clone_brings_to_boot_by_is_told_to_the_nodes() throws Exception {
        write(
                "/usr/sbin/grub2-install",
                "/usr/lib/grub/i386-pc/boot.img",
                "/sbin/lilo",
                "/usr/lib/systemd/boot/efi/systemd-bootx64.efi",
                "/boot/efi/EFI/fedora/shimx64.efi",
                "/boot/efi/EFI/fedora/grubx64.efi",
                "/boot/efi/EFI/BOOT/BOOTX64.EFI");

        BootFacts facts = complete(BootLoader.GRUB).boot();

        assertThat(facts.tools()).containsExactly("grub2-install", "lilo", "systemd-boot");
        assertThat(facts.efiPrograms())
                .containsExactly("EFI/fedora/grubx64.efi", "EFI/fedora/shimx64.efi", "EFI/BOOT/BOOTX64.EFI");
        assertThat(facts.vendorGrub()).contains("EFI/fedora/shimx64.efi");
    }

    @Test
    void grub_2_without_modules_for_a_bios_is_none_for_a_bios() throws Exception {
        write("/usr/sbin/grub2-install", "/boot/grub2/grub.cfg");

        assertThat(complete(BootLoader.GRUB).boot().tools()).isEmpty();
    }

    private FinishPlan complete(BootLoader asked) throws PlanException, IOException {
        return new BootLoaderChoice(new SystemTree(tree), Optional.of("/boot/efi")).complete(new FinishPlan("", asked));
    }

    private void write(String... files) throws IOException {
        for (String name : List.of(files)) {
            Path file = tree.resolve(name.substring(1));
            Files.createDirectories(file.getParent());
            Files.writeString(file, "");
        }
    }
}
