package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.clientkit.node.NodeDisk.Use;
import org.kaappliance.config.ByteSize;

class ThisMachineTest {
    private static final String SATA = "pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0/block/sda";
    private static final String USB = "pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/host6/target6:0:0/6:0:0:0/block/sdb";
    private static final String NVME = "virtual/nvme-subsystem/nvme-subsys0/nvme0n1";
    private static final String NVME_PATH = "pci0000:00/0000:00:1d.0/0000:02:00.0/nvme/nvme0/nvme0c0n1";

    @TempDir
    Path root;

    @BeforeEach
    void makeDirectories() throws Exception {
        for (String dir : List.of("sys/block", "dev", "proc")) {
            Files.createDirectories(root.resolve(dir));
        }
        Files.writeString(root.resolve("proc/mounts"), "rootfs / rootfs rw 0 0\n");
    }

    @Test
    void a_disk_is_told_with_where_it_is_connected() throws Exception {
        block(SATA);

        assertThat(disks()).containsExactly(new NodeDisk("sda", SATA, new ByteSize(2000 * 512L), 512, Use.FREE));
    }

    @Test
    void a_disk_on_usb_is_not_to_be_written_though_it_does_not_call_itself_removable() throws Exception {
        block(SATA);
        block(USB);

        assertThat(disks()).extracting(NodeDisk::use).containsExactly(Use.FREE, Use.USB);
    }

    @Test
    void a_mounted_disk_is_in_use() throws Exception {
        block(SATA);
        Files.writeString(root.resolve("proc/mounts"), "/dev/sda1 /mnt ext4 rw 0 0\n");

        assertThat(disks()).extracting(NodeDisk::use).containsExactly(Use.MOUNTED);
    }

    @Test
    void a_hidden_path_of_a_multipath_disk_is_no_disk() throws Exception {
        block(NVME);
        Files.writeString(block(NVME_PATH).resolve("hidden"), "1\n");

        assertThat(disks()).extracting(NodeDisk::name).containsExactly("nvme0n1");
    }

    @Test
    void a_disk_without_a_device_file_is_no_disk() throws Exception {
        block(SATA);
        Files.delete(root.resolve("dev/sda"));

        assertThat(disks()).isEmpty();
    }

    @Test
    void uefi_firmware_leaves_its_directory() throws Exception {
        assertThat(machine().startedByUefi()).isFalse();

        Files.createDirectories(root.resolve("sys/firmware/efi"));

        assertThat(machine().startedByUefi()).isTrue();
    }

    /** A block device as sysfs shows it, below its connection. */
    private Path block(String connection) throws Exception {
        Path device = Files.createDirectories(root.resolve("sys/devices").resolve(connection));
        Files.createDirectories(device.resolve("queue"));
        Files.writeString(device.resolve("queue/logical_block_size"), "512\n");
        Files.writeString(device.resolve("size"), "2000\n");
        Files.writeString(device.resolve("removable"), "0\n");
        Files.writeString(device.resolve("ro"), "0\n");
        Files.writeString(device.resolve("hidden"), "0\n");
        Path name = device.getFileName();
        Files.createSymbolicLink(
                root.resolve("sys/block").resolve(name), Path.of("../devices").resolve(connection));
        Files.createFile(root.resolve("dev").resolve(name));
        return device;
    }

    private List<NodeDisk> disks() throws Exception {
        return machine().disks().stream()
                .sorted(Comparator.comparing(NodeDisk::name))
                .toList();
    }

    private Machine machine() {
        return new ThisMachine(new Tools(List.of(), line -> {}), root);
    }
}
