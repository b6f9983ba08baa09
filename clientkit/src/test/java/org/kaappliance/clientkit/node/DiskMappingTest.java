package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.kaappliance.clientkit.golden.DiskPlan;
import org.kaappliance.clientkit.golden.DrivePlan;
import org.kaappliance.clientkit.golden.PartitionTable;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.node.NodeDisk.Use;
import org.kaappliance.config.ByteSize;

class DiskMappingTest {
    @Test
    void the_disk_with_the_golden_name_is_taken() throws PlanException {
        assertThat(mapped(List.of(drive("sda")), disk("vda"), disk("sda"))).containsExactly("sda");
    }

    @Test
    void else_the_first_of_vda_sda_nvme_mmc_and_the_rest() throws PlanException {
        assertThat(mapped(
                        List.of(drive("hda")),
                        disk("xvda"),
                        disk("mmcblk0"),
                        disk("nvme0n1"),
                        disk("sdb"),
                        disk("vdb")))
                .containsExactly("vdb");
        assertThat(mapped(List.of(drive("sda")), disk("xvda"), disk("mmcblk0"), disk("nvme0n1")))
                .containsExactly("nvme0n1");
    }

    @Test
    void two_drives_get_two_disks() throws PlanException {
        assertThat(mapped(List.of(drive("sda"), drive("sdb")), disk("vda"), disk("vdb"), disk("vdc")))
                .containsExactly("vda", "vdb");
    }

    @Test
    void the_order_of_disks_is_the_order_of_their_connections_and_not_of_their_names() throws PlanException {
        List<DrivePlan> drives = List.of(drive("hda"));

        assertThat(mapped(drives, disk("sda", "0000:00:1f.2/ata10"), disk("sdb", "0000:00:1f.2/ata2")))
                .containsExactly("sdb");
    }

    @Test
    void where_names_and_connections_disagree_no_disk_is_erased() {
        NodeDisk data = disk("sda", "0000:00:1f.2/ata2/host1");
        NodeDisk system = disk("sdb", "0000:00:1f.2/ata1/host0");

        assertThatThrownBy(() -> mapped(List.of(drive("sda")), data, system))
                .hasMessage(
                        "it is not certain which disk may be erased: by name sda, by connection sdb"
                                + " (found: sdb 100MiB at 0000:00:1f.2/ata1/host0, sda 100MiB at 0000:00:1f.2/ata2/host1);"
                                + " start again, say which one (a rule for the drive), or disconnect the disks that are not cloned");
    }

    @Test
    void where_all_disks_are_cloned_swapped_names_do_not_matter() throws PlanException {
        List<DrivePlan> drives = List.of(drive("sda"), drive("sdb"));

        assertThat(mapped(drives, disk("sda", "ata2"), disk("sdb", "ata1"))).containsExactly("sdb", "sda");
    }

    @Test
    void the_second_drive_is_the_second_disk_of_its_kind() throws PlanException {
        assertThat(mapped(List.of(drive("sdb")), disk("sda"), disk("sdb"), disk("nvme0n1")))
                .containsExactly("sdb");
        assertThat(mapped(List.of(drive("nvme1n1"), drive("sda")), disk("sda"), disk("nvme0n1"), disk("nvme1n1")))
                .containsExactly("nvme1n1", "sda");
        assertThat(mapped(List.of(drive("sdb"), drive("sdc")), disk("sda"), disk("sdb"), disk("sdc")))
                .containsExactly("sdb", "sdc");
    }

    @Test
    void names_of_more_than_26_disks_are_counted_on() {
        assertThat(List.of("sda", "sdz", "sdaa", "sdab", "nvme12n1", "mmcblk0"))
                .extracting(name -> DiskName.parse(name).index())
                .containsExactly(0, 25, 26, 27, 12, 0);
    }

    @Test
    void a_removable_or_read_only_disk_is_never_taken() throws PlanException {
        NodeDisk stick = new NodeDisk("sda", "pci0/sda", ByteSize.ofMebibytes(100), 512, Use.REMOVABLE);
        NodeDisk locked = new NodeDisk("sdb", "pci0/sdb", ByteSize.ofMebibytes(100), 512, Use.READ_ONLY);

        assertThat(mapped(List.of(drive("sda")), stick, locked, disk("sdc"))).containsExactly("sdc");
        assertThatThrownBy(() -> mapped(List.of(drive("sda")), stick, locked))
                .hasMessage("this machine has no disk for drive sda (found: sda REMOVABLE, sdb READ_ONLY)");
    }

    @Test
    void a_mounted_disk_is_an_error_and_no_other_is_taken_in_its_place() {
        NodeDisk used = new NodeDisk("sda", "pci0/sda", ByteSize.ofMebibytes(100), 512, Use.MOUNTED);

        assertThatThrownBy(() -> mapped(List.of(drive("sda")), used, disk("sdb")))
                .hasMessage("disk sda is in use: a file system of it is mounted");
    }

    @Test
    void too_small_a_disk_is_an_error_and_no_other_is_taken_in_its_place() {
        NodeDisk small = new NodeDisk("sda", "pci0/sda", ByteSize.ofMebibytes(5), 512, Use.FREE);

        assertThatThrownBy(() -> mapped(List.of(drive("sda")), small, disk("sdb")))
                .hasMessage("drive sda: the partitions need 11 MiB, the disk has 5 MiB (5MiB)");
    }

    @Test
    void a_disk_with_large_sectors_is_partitioned_in_its_own_unit() throws PlanException {
        NodeDisk large = new NodeDisk("sda", "pci0/sda", ByteSize.ofMebibytes(100), 4096, Use.FREE);
        DiskPlan plan = new DiskPlan(List.of(drive("sda")), List.of(), List.of());

        assertThat(Plans.disks(plan, large).drives().get(0).layout().sfdiskScript())
                .endsWith("1 : start=256, size=2560, type=83\n");
    }

    @Test
    void a_mounted_partition_makes_its_disk_used() {
        String mounts = "/dev/sda2 / ext4 rw 0 0\n/dev/nvme0n1p1 /x ext4 rw 0 0\n/dev/sdaa1 /y ext4 rw 0 0\n";

        assertThat(List.of("sda", "nvme0n1", "sdaa")).allMatch(disk -> ThisMachine.mounted(disk, mounts));
        assertThat(List.of("sdb", "nvme0n2", "sd")).noneMatch(disk -> ThisMachine.mounted(disk, mounts));
    }

    private static List<String> mapped(List<DrivePlan> drives, NodeDisk... disks) throws PlanException {
        return Plans.disks(new DiskPlan(drives, List.of(), List.of()), disks).drives().stream()
                .map(target -> target.disk().name())
                .toList();
    }

    private static NodeDisk disk(String name, String connection) {
        return new NodeDisk(name, connection, ByteSize.ofMebibytes(100), 512, Use.FREE);
    }

    private static NodeDisk disk(String name) {
        return new NodeDisk(name, "pci0/" + name, ByteSize.ofMebibytes(100), 512, Use.FREE);
    }

    private static DrivePlan drive(String name) throws PlanException {
        return new DrivePlan(name, PartitionTable.parseDesc("linux 10"), OptionalInt.empty());
    }
}
