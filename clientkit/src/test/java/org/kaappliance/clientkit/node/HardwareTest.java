package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.clientkit.node.NodeDisk.Use;
import org.kaappliance.config.ByteSize;

class HardwareTest {
    private static final String DISK = "pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0/block/sda";

    @TempDir
    Path sys;

    @Test
    void the_modules_of_a_disk_are_those_of_every_device_on_its_way() throws IOException {
        driver("devices/pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0", "sd_mod");
        driver("devices/pci0000:00/0000:00:1f.2", "ahci");
        Files.createDirectories(sys.resolve("devices/" + DISK));
        driver("devices/pci0000:00/0000:00:1c.0/0000:03:00.0", "nvme");

        assertThat(Hardware.of(sys, List.of(disk())).disks()).containsExactly("ahci", "sd_mod");
    }

    @Test
    void a_network_card_has_the_driver_nearest_to_it_and_lo_has_none() throws IOException {
        Files.createDirectories(sys.resolve("devices/" + DISK));
        driver("devices/pci0000:00/0000:00:03.0", "virtio_pci");
        driver("devices/pci0000:00/0000:00:03.0/virtio0", "virtio_net");
        Files.createDirectories(sys.resolve("class/net/lo"));
        Path card = Files.createDirectories(sys.resolve("class/net/eth0"));
        Files.createSymbolicLink(card.resolve("device"), sys.resolve("devices/pci0000:00/0000:00:03.0/virtio0"));

        assertThat(Hardware.of(sys, List.of(disk())).cards()).containsExactly("virtio_net");
    }

    private static NodeDisk disk() {
        return new NodeDisk("sda", DISK, ByteSize.ofMebibytes(1), 512, Use.FREE);
    }

    private void driver(String device, String module) throws IOException {
        Path driver = Files.createDirectories(sys.resolve("bus/drivers/" + module));
        Files.createSymbolicLink(driver.resolve("module"), Files.createDirectories(sys.resolve("module/" + module)));
        Files.createSymbolicLink(Files.createDirectories(sys.resolve(device)).resolve("driver"), driver);
    }
}
