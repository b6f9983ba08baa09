package org.kaappliance.clientkit.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ModuleDependenciesTest {
    private static final ModuleDependencies MODULES = ModuleDependencies.parse("""
            kernel/drivers/ata/ahci.ko.xz: kernel/drivers/ata/libahci.ko.xz kernel/drivers/ata/libata.ko.xz
            kernel/drivers/ata/libahci.ko.xz: kernel/drivers/ata/libata.ko.xz
            kernel/drivers/ata/libata.ko.xz: kernel/drivers/scsi/scsi_mod.ko.xz
            kernel/drivers/scsi/scsi_mod.ko.xz:
            kernel/drivers/net/ethernet/realtek/r8169.ko.xz: kernel/drivers/net/phy/libphy.ko.xz
            kernel/drivers/net/phy/libphy.ko.xz:
            kernel/drivers/net/phy/realtek.ko.xz: kernel/drivers/net/phy/libphy.ko.xz
            kernel/fs/nls/nls_iso8859-1.ko.xz:
            kernel/drivers/a.ko: kernel/drivers/b.ko
            kernel/drivers/b.ko: kernel/drivers/a.ko
            """, """
            # Soft dependencies extracted from modules themselves.
            softdep r8169 pre: realtek
            softdep libahci pre: crypto-crc32c
            """);

    @Test
    void a_module_brings_what_it_needs_and_what_that_needs() {
        assertThat(MODULES.closure(List.of("kernel/drivers/ata/ahci.ko.xz")))
                .containsExactly(
                        "kernel/drivers/ata/ahci.ko.xz",
                        "kernel/drivers/ata/libahci.ko.xz",
                        "kernel/drivers/ata/libata.ko.xz",
                        "kernel/drivers/scsi/scsi_mod.ko.xz");
    }

    @Test
    void a_soft_dependency_comes_along() {
        assertThat(MODULES.closure(List.of("kernel/drivers/net/ethernet/realtek/r8169.ko.xz")))
                .contains("kernel/drivers/net/phy/realtek.ko.xz");
    }

    @Test
    void a_circle_ends() {
        assertThat(MODULES.closure(List.of("kernel/drivers/a.ko"))).hasSize(2);
    }

    @Test
    void a_module_is_found_by_its_name_with_either_dash() {
        assertThat(MODULES.path("nls_iso8859_1")).contains("kernel/fs/nls/nls_iso8859-1.ko.xz");
        assertThat(MODULES.path("af_packet")).isEmpty();
    }
}
