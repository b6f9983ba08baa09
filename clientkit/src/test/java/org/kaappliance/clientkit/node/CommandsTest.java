package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kaappliance.clientkit.golden.PlanException;

class CommandsTest {
    @Test
    void the_seeds_golden_node_is_formatted_with_its_file_systems() throws PlanException {
        assertThat(lines(FormatCommands.of(Plans.seedDisks("vda").volumes())))
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

        assertThat(lines(PartitionCommands.wipe(drive.disk())))
                .containsExactly(
                        "wipefs --all --force --quiet /dev/vda",
                        "dd if=/dev/zero of=/dev/vda bs=1M count=1 conv=fsync status=none");
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

    private static List<String> lines(List<List<String>> commands) {
        return commands.stream().map(words -> String.join(" ", words)).toList();
    }
}
