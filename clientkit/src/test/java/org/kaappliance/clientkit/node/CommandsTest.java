package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.DiskPlan;
import org.kaappliance.clientkit.golden.DrivePlan;
import org.kaappliance.clientkit.golden.PartitionTable;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.golden.Volume;
import org.kaappliance.config.ByteSize;

class CommandsTest {
    @Test
    void the_seeds_golden_node_is_formatted_with_its_file_systems() throws PlanException {
        assertThat(lines(FormatCommands.of(Plans.seedDisks("vda"))))
                .containsExactly(
                        "mkswap --force -U 00000000-0000-0000-0000-000000000003 /dev/vda1",
                        "mkfs.ext4 -t ext3 -F -q -U 00000000-0000-0000-0000-000000000001 /dev/vda2",
                        "mkfs.ext4 -t ext4 -F -q -U 00000000-0000-0000-0000-000000000002 /dev/vda5");
    }

    @Test
    void partitions_of_a_disk_whose_name_ends_in_a_digit_have_a_p() throws PlanException {
        assertThat(Plans.seedDisks("nvme0n1").drives().get(0).partitionPaths())
                .containsExactly("/dev/nvme0n1p1", "/dev/nvme0n1p2", "/dev/nvme0n1p3", "/dev/nvme0n1p5");
    }

    @Test
    void file_systems_are_mounted_in_path_order_and_unmounted_in_the_opposite() throws PlanException {
        TargetDisks disks = Plans.seedDisks("vda");

        assertThat(lines(MountCommands.mount(disks.volumes(), "/mnt/disk")))
                .containsExactly(
                        "mkdir -p /mnt/disk",
                        "mount -t ext3 -o noatime /dev/vda2 /mnt/disk",
                        "mkdir -p /mnt/disk/home",
                        "mount -t ext4 -o noatime /dev/vda5 /mnt/disk/home");
        assertThat(lines(MountCommands.unmount(disks.volumes(), "/mnt/disk")))
                .containsExactly("umount /mnt/disk/home", "umount /mnt/disk");
        assertThat(lines(MountCommands.sync(disks.volumes(), "/mnt/disk")))
                .containsExactly("sync -f /mnt/disk", "sync -f /mnt/disk/home");
        assertThat(lines(MountCommands.flush(disks)))
                .containsExactly(
                        "sync /dev/vda1",
                        "sync /dev/vda2",
                        "sync /dev/vda5",
                        "sync /dev/vda",
                        "blockdev --flushbufs /dev/vda");
    }

    @Test
    void a_disk_is_wiped_before_it_is_partitioned() throws PlanException {
        TargetDrive drive = Plans.seedDisks("vda").drives().get(0);

        assertThat(lines(PartitionCommands.wipe(drive.disk(), List.of("/dev/vda1"))))
                .containsExactly(
                        "wipefs --all --force --quiet /dev/vda1",
                        "wipefs --all --force --quiet /dev/vda",
                        "dd if=/dev/zero of=/dev/vda bs=1048576 count=1 seek=0 conv=notrunc,fsync status=none",
                        "dd if=/dev/zero of=/dev/vda bs=512 count=2048 seek=163837952 conv=notrunc,fsync status=none");
        assertThat(PartitionCommands.sfdisk(drive.disk()))
                .containsExactly("sfdisk", "--quiet", "--wipe", "always", "--wipe-partitions", "always", "/dev/vda");
        assertThat(PartitionCommands.tellKernel(drive)).containsExactly("partx", "--update", "--nr", "1:5", "/dev/vda");
    }

    @Test
    void the_stream_is_unpacked_with_everything_that_it_carries() {
        assertThat(ReceiveCommands.files("/mnt/disk"))
                .startsWith("tar", "--extract")
                .contains("--directory=/mnt/disk", "--numeric-owner", "--same-owner", "--preserve-permissions")
                .contains("--xattrs", "--xattrs-include=*");
    }

    @Test
    void grub_goes_to_the_disk_that_carries_boot() throws PlanException {
        assertThat(BootLoaderCommands.grub(
                        "/mnt/disk", Plans.seedDisks("vda").drives().get(0).disk()))
                .containsExactly(
                        "grub-install", "--target=i386-pc", "--boot-directory=/mnt/disk/boot", "--recheck", "/dev/vda");
    }

    @Test
    void every_file_system_is_made_with_its_id_and_label() throws PlanException {
        assertThat(lines(FormatCommands.of(layered())))
                .containsExactly(
                        "mkfs.ext4 -t ext4 -F -q -U 10000000-0000-4000-8000-000000000001 -L root /dev/md1",
                        "mkfs.xfs -f -q -m crc=1,finobt=1,bigtime=0,inobtcount=0,reflink=0,uuid=10000000-0000-4000-8000-000000000002"
                                + " -i nrext64=0 -L five /dev/md5",
                        "mkfs.ext4 -t ext3 -F -q -U 10000000-0000-4000-8000-000000000003 -L six /dev/mapper/cr6",
                        "mkfs.btrfs -f -q -U 10000000-0000-4000-8000-000000000004 -L btr /dev/vg0/btr",
                        "mkswap --force -U 10000000-0000-4000-8000-000000000005 -L swap /dev/vg0/swap",
                        "mkfs.xfs -f -q -m crc=1,finobt=1,bigtime=0,inobtcount=0,reflink=0,uuid=10000000-0000-4000-8000-000000000006"
                                + " -i nrext64=0 -L striped /dev/vg1/xfs",
                        "mkfs.jfs -q -L jfs /dev/vda5",
                        "jfs_tune -U 10000000-0000-4000-8000-000000000007 /dev/vda5",
                        "mkfs.f2fs -f -q -U 10000000-0000-4000-8000-000000000008 -l f2fs /dev/vdb5",
                        "mkfs.reiserfs -ff -q -u 10000000-0000-4000-8000-000000000009 -l reiser /dev/vdc5",
                        "mkfs.fat -i 1234ABCD -F 32 -n EFI /dev/vdd5");
    }

    @Test
    void layers_are_made_in_their_order_and_stopped_in_the_opposite() throws PlanException {
        assertThat(LayerCommands.make(layered()))
                .extracting(ToolCommand::toString)
                .containsExactly(
                        "sysctl -q -w dev.raid.speed_limit_max=1000",
                        raid("md1", "1", "", "vda1 /dev/vdb1", 2),
                        raid("md5", "5", "--chunk=64 ", "vda2 /dev/vdb2 /dev/vdc2", 3),
                        raid("md6", "6", "--chunk=64 ", "vda3 /dev/vdb3 /dev/vdc3 /dev/vdd3", 4),
                        "cryptsetup luksFormat --batch-mode --type=luks2 --pbkdf=pbkdf2"
                                + " --key-file=- --uuid=10000000-0000-4000-8000-000000000000 /dev/md6",
                        "cryptsetup open --key-file=- /dev/md6 cr6",
                        raid("md10", "10", "--chunk=64 ", "vda4 /dev/vdb4 /dev/vdc4 /dev/vdd4", 4),
                        raid("md0", "0", "--chunk=64 ", "vdc1 /dev/vdd1", 2),
                        "lvm pvcreate --quiet --yes -ff --zero y /dev/md10",
                        "lvm vgcreate --quiet --yes --physicalextentsize 4096k vg0 /dev/md10",
                        "lvm lvcreate --quiet --yes --wipesignatures y --name swap --size 64m vg0",
                        "lvm lvcreate --quiet --yes --wipesignatures y --name btr --extents 100%FREE vg0",
                        "lvm pvcreate --quiet --yes -ff --zero y /dev/md0",
                        "lvm pvcreate --quiet --yes -ff --zero y /dev/vdd2",
                        "lvm vgcreate --quiet --yes --physicalextentsize 1024k vg1 /dev/md0 /dev/vdd2",
                        "lvm lvcreate --quiet --yes --wipesignatures y --name xfs --size 400m --stripes 2 vg1");
        assertThat(lines(LayerCommands.stop(layered())))
                .containsExactly(
                        "lvm vgchange --quiet --activate n vg1",
                        "lvm vgchange --quiet --activate n vg0",
                        "mdadm --stop --quiet /dev/md0",
                        "mdadm --stop --quiet /dev/md10",
                        "cryptsetup close cr6",
                        "mdadm --stop --quiet /dev/md6",
                        "mdadm --stop --quiet /dev/md5",
                        "mdadm --stop --quiet /dev/md1");
    }

    @Test
    void a_passphrase_is_read_and_is_no_argument() throws PlanException {
        List<ToolCommand> commands = LayerCommands.make(layered()).stream()
                .filter(command -> command.words().get(0).equals("cryptsetup"))
                .toList();

        assertThat(commands).hasSize(2).allMatch(command -> command.input().equals("open sesame"));
        assertThat(commands.toString() + layered().plan()).doesNotContain("sesame");
    }

    @Test
    void layers_are_stopped_between_the_flush_of_their_volumes_and_that_of_the_disks() throws PlanException {
        List<String> flush = lines(MountCommands.flush(layered()));

        assertThat(flush).containsSubsequence("sync /dev/vg0/btr", "lvm vgchange --quiet --activate n vg1");
        assertThat(flush).containsSubsequence("mdadm --stop --quiet /dev/md1", "sync /dev/vda");
    }

    @Test
    void layers_stay_while_their_volumes_are_mounted_anew() throws PlanException {
        List<String> commands = lines(MountCommands.writeOut(layered()));

        assertThat(commands).noneMatch(line -> line.startsWith("lvm") || line.startsWith("mdadm"));
        assertThat(commands)
                .containsSubsequence(
                        "sync /dev/vg0/btr", "blockdev --flushbufs /dev/vg0/btr", "blockdev --flushbufs /dev/vda");
    }

    @Test
    void subvolumes_are_made_outer_ones_first_and_mounted_by_their_path() throws PlanException {
        TargetDisks disks = layered();

        assertThat(lines(SubvolumeCommands.make(disks.volumes(), "/mnt/disk")))
                .containsExactly(
                        "mkdir -p /mnt/disk",
                        "mount -t btrfs -o subvolid=5 /dev/vg0/btr /mnt/disk",
                        "mkdir -p /mnt/disk",
                        "btrfs --quiet subvolume create /mnt/disk/@",
                        "mkdir -p /mnt/disk/@",
                        "btrfs --quiet subvolume create /mnt/disk/@/inner",
                        "mkdir -p /mnt/disk/vol",
                        "btrfs --quiet subvolume create /mnt/disk/vol/@home",
                        "umount /mnt/disk");
        assertThat(lines(MountCommands.mount(disks.volumes(), "/mnt/disk")))
                .contains(
                        "mount -t btrfs -o noatime,subvol=@ /dev/vg0/btr /mnt/disk/sub",
                        "mount -t btrfs -o noatime,subvol=vol/@home /dev/vg0/btr /mnt/disk/sub/home",
                        "mount -t reiserfs -o noatime,acl,user_xattr /dev/vdc5 /mnt/disk/reiser");
        assertThat(lines(MountCommands.unmount(disks.volumes(), "/mnt/disk")))
                .containsSubsequence("umount /mnt/disk/sub/home", "umount /mnt/disk/sub", "umount /mnt/disk");
    }

    @Test
    void a_small_fat_is_not_forced_to_32_bits() throws PlanException {
        Volume efi = layered().plan().volumes().get(9);
        Volume small = new Volume(new DeviceName("sda1"), efi.type(), efi.mountPoint(), efi.id(), Optional.empty());
        DrivePlan drive = new DrivePlan("sda", PartitionTable.parseDesc("typeef 30"), OptionalInt.empty());
        DiskPlan plan = new DiskPlan(List.of(drive), List.of(), List.of(small));

        assertThat(lines(FormatCommands.of(Plans.disks(plan, Plans.disk("vda")))))
                .containsExactly("mkfs.fat -i 1234ABCD /dev/vda1");
    }

    @Test
    void a_plan_names_the_programs_and_modules_that_it_needs() throws PlanException {
        assertThat(DiskTools.programs(LayeredPlan.plan()))
                .contains("mdadm", "lvm", "mkfs.xfs", "btrfs", "jfs_tune", "mkfs.f2fs", "mkfs.reiserfs", "mkfs.fat");
        assertThat(DiskTools.programs(Plans.seed().disks()))
                .contains("mkfs.ext4", "mkswap")
                .doesNotContain("mdadm", "lvm", "mkfs.xfs");
        assertThat(DiskTools.modules(LayeredPlan.plan()))
                .containsExactly(
                        "algif_skcipher",
                        "btrfs",
                        "crc32_generic",
                        "dm_crypt",
                        "dm_mod",
                        "ecb",
                        "ext4",
                        "f2fs",
                        "jfs",
                        "raid0",
                        "raid1",
                        "raid10",
                        "raid456",
                        "reiserfs",
                        "vfat",
                        "xfs",
                        "xts");
        assertThat(DiskTools.modules(Plans.seed().disks())).containsExactly("ext4");
    }

    @Test
    void the_boot_loader_goes_to_a_disk_under_the_array_that_carries_boot() throws PlanException {
        TargetDisks disks = layered();

        assertThat(disks.drivesUnder(new DeviceName("md1"))).hasSize(2);
        assertThat(disks.drivesUnder(new DeviceName("vg1/xfs")))
                .extracting(d -> d.disk().name())
                .containsExactly("vdc", "vdd");
        assertThat(disks.drivesUnder(new DeviceName("sdb5"))).hasSize(1);
    }

    private static String raid(String name, String level, String chunk, String members, int count) {
        return "mdadm --create /dev/" + name + " --run --force --quiet --homehost=any --level=" + level
                + " --metadata=1.2 --raid-devices=" + count + " " + chunk + "--name=gold:" + name
                + " --uuid=11111111:22222222:33333333:000000" + (level.length() == 1 ? "0" + level : level) + " /dev/"
                + members;
    }

    private static TargetDisks layered() throws PlanException {
        NodeDisk[] disks = {disk("vda"), disk("vdb"), disk("vdc"), disk("vdd")};
        return Plans.disks(LayeredPlan.plan(), disks);
    }

    private static NodeDisk disk(String name) {
        return new NodeDisk(name, "pci0/" + name, ByteSize.ofMebibytes(2048), 512, NodeDisk.Use.FREE);
    }

    private static List<String> lines(List<List<String>> commands) {
        return commands.stream().map(words -> String.join(" ", words)).toList();
    }
}
