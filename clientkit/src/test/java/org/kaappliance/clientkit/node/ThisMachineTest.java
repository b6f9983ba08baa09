package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.clientkit.node.NodeDisk.Identity;
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
    void a_disk_says_its_serial_number_where_its_driver_puts_it() throws Exception {
        Path sata = block(SATA);
        Files.createDirectories(sata.resolve("device"));
        byte[] page = "\0\u0080\0\u0014      S1D5NSAF1234".getBytes(StandardCharsets.ISO_8859_1);
        Files.write(sata.resolve("device/vpd_pg80"), page);
        Files.writeString(sata.resolve("device/vendor"), "ATA     \n");
        Files.writeString(sata.resolve("device/model"), "Samsung SSD 840 \n");
        Files.writeString(sata.resolve("device/wwid"), "naa.5002538550\n");
        Path virtio = block("pci0000:00/0000:00:04.0/virtio1/block/vda");
        Files.writeString(virtio.resolve("serial"), "V1");
        Path nvme = block(NVME);
        Files.createDirectories(nvme.resolve("device"));
        Files.writeString(nvme.resolve("device/serial"), "NV01   \n");
        Files.writeString(nvme.resolve("device/model"), "QEMU NVMe Ctrl   \n");
        Files.writeString(nvme.resolve("wwid"), "nvme.1b36\n");

        assertThat(disks())
                .extracting(NodeDisk::identity)
                .containsExactly(
                        new Identity("NV01", "QEMU NVMe Ctrl", "nvme.1b36"),
                        new Identity("S1D5NSAF1234", "Samsung SSD 840", "naa.5002538550"),
                        new Identity("V1", "", ""));
    }

    @Test
    void a_name_with_a_slash_is_told_by_its_device_file() throws Exception {
        Files.createDirectories(root.resolve("dev/cciss"));
        Files.createFile(root.resolve("dev/cciss/c0d0"));
        block("pci0000:00/0000:00:03.0/cciss0/c0d0/block/cciss!c0d0");

        assertThat(disks()).extracting(NodeDisk::path).containsExactly("/dev/cciss/c0d0");
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
