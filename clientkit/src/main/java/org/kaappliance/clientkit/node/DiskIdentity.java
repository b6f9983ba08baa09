package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.kaappliance.clientkit.node.NodeDisk.Identity;

/** Reads what a disk says of itself from its folder in sysfs. Where each driver puts it is the kernel's affair. */
final class DiskIdentity {
    /** The header of a page of vital product data (SPC-4, 7.8). */
    private static final int VPD_HEADER_BYTES = 4;

    private DiskIdentity() {}

    /** @param block {@code /sys/block/sda} */
    static Identity read(Path block) {
        // virtio; NVMe and MMC; SCSI and ATA by their page 0x80
        String serial = first(block, List.of("serial", "device/serial"));
        return new Identity(
                serial.isEmpty() ? unitSerial(block.resolve("device/vpd_pg80")) : serial,
                (first(block, List.of("device/vendor")) + " " + first(block, List.of("device/model", "device/name")))
                        .replaceFirst("^(ATA|0x[0-9a-f]+)? +", "")
                        .trim(),
                first(block, List.of("wwid", "device/wwid")));
    }

    private static String first(Path block, List<String> files) {
        return files.stream()
                .map(file -> text(block.resolve(file)))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static String unitSerial(Path page) {
        byte[] bytes = bytes(page);
        return bytes.length <= VPD_HEADER_BYTES
                ? ""
                : new String(bytes, VPD_HEADER_BYTES, bytes.length - VPD_HEADER_BYTES, StandardCharsets.ISO_8859_1)
                        .replaceAll("[^\\x20-\\x7e]", "")
                        .trim();
    }

    private static String text(Path file) {
        return new String(bytes(file), StandardCharsets.ISO_8859_1)
                .replaceAll("[^\\x20-\\x7e]", "")
                .trim();
    }

    /** Some attributes are there and cannot be read, for want of an answer of the disk. */
    private static byte[] bytes(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
        } catch (IOException e) {
            return new byte[0];
        }
    }
}
