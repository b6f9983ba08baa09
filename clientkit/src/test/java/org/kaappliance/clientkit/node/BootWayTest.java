package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kaappliance.clientkit.golden.BootDisks;
import org.kaappliance.clientkit.golden.BootFacts;
import org.kaappliance.clientkit.golden.BootLoader;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.ContentPlan;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.DiskLabel;
import org.kaappliance.clientkit.golden.DiskPlan;
import org.kaappliance.clientkit.golden.DrivePlan;
import org.kaappliance.clientkit.golden.FileSystemType;
import org.kaappliance.clientkit.golden.FinishPlan;
import org.kaappliance.clientkit.golden.InitramfsPolicy;
import org.kaappliance.clientkit.golden.PartitionEntry;
import org.kaappliance.clientkit.golden.PartitionEntry.Level;
import org.kaappliance.clientkit.golden.PartitionTable;
import org.kaappliance.clientkit.golden.PartitionType;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.golden.StorageLayer;
import org.kaappliance.clientkit.golden.StorageLayer.LogicalVolume;
import org.kaappliance.clientkit.golden.StorageLayer.RaidArray;
import org.kaappliance.clientkit.golden.StorageLayer.VolumeGroup;
import org.kaappliance.clientkit.golden.Volume;

class BootWayTest {
    private static final Set<String> STAGE2 = Set.of("grub-install", "/usr/lib/grub/x86_64-efi/normal.mod");
    private static final BootFacts DEBIAN =
            new BootFacts(List.of(), List.of("EFI/debian/grubx64.efi", "EFI/debian/shimx64.efi"));
    private static final BootFacts OLD = new BootFacts(List.of("grub", "lilo", "extlinux"), List.of());

    @Test
    void grub_is_installed_for_the_firmware_that_the_node_has() throws PlanException {
        assertThat(way("grub", BootFacts.NONE, esp(true), false)).isEqualTo(BootWay.GRUB_BIOS);
        assertThat(way("grub", BootFacts.NONE, esp(true), true)).isEqualTo(BootWay.GRUB_EFI);
        assertThat(way("grub", DEBIAN, esp(true), true)).isEqualTo(BootWay.GRUB_EFI_OF_CLONE);
        assertThat(way(
                        "grub",
                        new BootFacts(List.of("grub2-install"), List.of()),
                        Plans.seed().disks(),
                        false))
                .isEqualTo(BootWay.GRUB_BIOS_OF_CLONE);
    }

    @Test
    void a_plan_without_an_efi_system_partition_is_refused_where_uefi_started_the_machine() throws PlanException {
        assertRefused("grub", DEBIAN, Plans.seed().disks(), true, "the plan has no EFI system partition");
    }

    @Test
    void a_gpt_without_a_bios_boot_partition_is_refused_where_a_bios_started_the_machine() {
        assertRefused("grub", DEBIAN, esp(false), false, "a GPT without a BIOS boot partition");
    }

    @Test
    void loaders_for_one_firmware_only_are_refused_by_the_other() throws PlanException {
        for (String loader : List.of("lilo", "grub-legacy", "extlinux")) {
            assertRefused(loader, OLD, esp(true), true, loader + " starts by a BIOS only");
            assertThat(way(loader, OLD, Plans.seed().disks(), false).text()).isEqualTo(loader.replace('-', ' '));
        }
        assertRefused("systemd-boot", DEBIAN, esp(true), false, "systemd-boot starts by UEFI only");
    }

    @Test
    void a_loader_that_nobody_can_install_is_refused() throws PlanException {
        assertRefused("lilo", BootFacts.NONE, Plans.seed().disks(), false, "has the program lilo");
        assertRefused("systemd-boot", BootFacts.NONE, esp(true), true, "no systemd-bootx64.efi");
        assertThatThrownBy(() -> BootWay.choose(plan("grub", BootFacts.NONE, esp(true)), true, name -> false))
                .hasMessageContaining("apt install grub-efi-amd64-bin");
    }

    @Test
    void without_a_loader_the_firmware_does_not_matter() throws PlanException {
        assertThat(way("none", BootFacts.NONE, Plans.seed().disks(), true)).isEqualTo(BootWay.NONE);
        assertThat(way("none", BootFacts.NONE, esp(false), false)).isEqualTo(BootWay.NONE);
    }

    @Test
    void boot_on_a_raid_is_on_all_its_disks_and_below_lvm_too() {
        RaidArray raid = new RaidArray(
                new DeviceName("md0"),
                "1",
                List.of(new DeviceName("sda1"), new DeviceName("sdb1")),
                OptionalLong.empty(),
                "1.2",
                Optional.empty(),
                Optional.empty());
        List<StorageLayer> layers = List.of(
                raid,
                new VolumeGroup("vg", List.of(new DeviceName("md0")), 4096),
                new LogicalVolume("vg", "root", OptionalLong.empty(), 1));
        DiskPlan disks = new DiskPlan(List.of(), layers, List.of(volume("vg/root", FileSystemType.EXT4, "/")));

        assertThat(BootDisks.ofBoot(disks)).containsExactly("sda", "sdb");
        assertThat(HardwareChange.needed(Set.of("ahci"), layers)).containsExactly("ahci", "dm_mod", "raid1");
    }

    private static void assertRefused(String loader, BootFacts facts, DiskPlan disks, boolean uefi, String reason) {
        assertThatThrownBy(() -> way(loader, facts, disks, uefi))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining(reason);
    }

    private static BootWay way(String loader, BootFacts facts, DiskPlan disks, boolean uefi) throws PlanException {
        return BootWay.choose(plan(loader, facts, disks), uefi, STAGE2::contains);
    }

    private static ClonePlan plan(String loader, BootFacts facts, DiskPlan disks) throws PlanException {
        FinishPlan finish = new FinishPlan("", BootLoader.parse(loader), facts, InitramfsPolicy.AUTO, List.of());
        return new ClonePlan(disks, new ContentPlan(List.of(), List.of()), finish, List.of());
    }

    /** A GPT with an EFI system partition, and perhaps one for a BIOS. */
    private static DiskPlan esp(boolean biosBoot) {
        List<PartitionEntry> entries = new ArrayList<>();
        entries.add(entry(1, PartitionType.GPT_ESP));
        entries.add(entry(2, PartitionType.GPT_LINUX));
        if (biosBoot) {
            entries.add(entry(3, PartitionType.GPT_BIOS_BOOT));
        }
        DrivePlan drive = new DrivePlan("sda", new PartitionTable(DiskLabel.GPT, entries), OptionalInt.empty());
        return new DiskPlan(
                List.of(drive),
                List.of(),
                List.of(volume("sda1", FileSystemType.EXT2, "/boot/efi"), volume("sda2", FileSystemType.EXT4, "/")));
    }

    private static PartitionEntry entry(int number, PartitionType type) {
        return new PartitionEntry(number, Level.PRIMARY, type, OptionalLong.of(100));
    }

    private static Volume volume(String device, FileSystemType type, String mountPoint) {
        return new Volume(new DeviceName(device), type, Optional.of(mountPoint), "id-" + mountPoint, Optional.empty());
    }
}
