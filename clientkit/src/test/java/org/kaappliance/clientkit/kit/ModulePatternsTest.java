package org.kaappliance.clientkit.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModulePatternsTest {
    private static final ModulePatterns STAGE1 = ModulePatterns.parse(Resources.MODULES.lines());

    @Test
    void the_longest_line_that_fits_decides() {
        ModulePatterns patterns = ModulePatterns.parse(List.of("a/", "-a/b/", "a/b/c", "load x"));
        assertThat(patterns.takes("kernel/a/z.ko")).isTrue();
        assertThat(patterns.takes("kernel/a/b/z.ko.xz")).isFalse();
        assertThat(patterns.takes("kernel/a/b/c.ko.zst")).isTrue();
        assertThat(patterns.takes("kernel/a/b/c2.ko")).isFalse();
        assertThat(patterns.takes("kernel/other.ko")).isFalse();
        assertThat(patterns.load()).containsExactly("x");
    }

    @Test
    void stage_1_can_put_a_vlan_on_its_card() {
        assertThat(STAGE1.takes("kernel/net/8021q/8021q.ko")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "net/ethernet/intel/e1000/e1000",
                "net/ethernet/intel/e1000e/e1000e",
                "net/ethernet/intel/igb/igb",
                "net/ethernet/intel/igc/igc",
                "net/ethernet/intel/ixgbe/ixgbe",
                "net/ethernet/intel/i40e/i40e",
                "net/ethernet/intel/ice/ice",
                "net/ethernet/realtek/r8169",
                "net/ethernet/realtek/8139too",
                "net/ethernet/broadcom/tg3",
                "net/ethernet/broadcom/bnx2",
                "net/ethernet/broadcom/bnxt/bnxt_en",
                "net/ethernet/nvidia/forcedeth",
                "net/ethernet/marvell/sky2",
                "net/ethernet/aquantia/atlantic/atlantic",
                "net/ethernet/mellanox/mlx4/mlx4_en",
                "net/ethernet/mellanox/mlx5/core/mlx5_core",
                "net/virtio_net",
                "net/vmxnet3/vmxnet3",
                "net/hyperv/hv_netvsc",
                "ata/ahci",
                "ata/ata_piix",
                "ata/pata_via",
                "nvme/host/nvme",
                "message/fusion/mptsas",
                "scsi/megaraid/megaraid_sas",
                "scsi/mpt3sas/mpt3sas",
                "scsi/hpsa",
                "scsi/aacraid/aacraid",
                "scsi/aic7xxx/aic7xxx",
                "scsi/vmw_pvscsi",
                "scsi/sd_mod",
                "block/virtio_blk",
                "usb/storage/uas",
                "usb/storage/usb-storage",
                "usb/host/xhci-pci"
            })
    void stage_1_has_the_driver_of_common_hardware(String module) {
        assertThat(STAGE1.takes("kernel/drivers/" + module + ".ko.xz")).isTrue();
    }

    @Test
    void stage_1_leaves_out_switches_and_storage_networks() {
        assertThat(STAGE1.takes("kernel/drivers/net/ethernet/mellanox/mlxsw/mlxsw_spectrum.ko"))
                .isFalse();
        assertThat(STAGE1.takes("kernel/drivers/scsi/lpfc/lpfc.ko")).isFalse();
        assertThat(STAGE1.takes("kernel/drivers/infiniband/core/ib_core.ko")).isFalse();
    }
}
