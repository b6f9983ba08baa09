package org.kaappliance.clientkit.golden;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.kaappliance.clientkit.text.ByteText;

/**
 * What was read from the golden system.
 *
 * @param fstab its {@code etc/fstab}, as {@link ByteText}
 * @param blocks its block devices by name without {@code /dev/}; empty for a tree
 * @param links other names of devices, both without {@code /dev/}: {@code disk/by-id/ata-x-part1} to {@code sda1}
 * @param here its disks as they are; empty for a tree
 */
record GoldenFacts(String fstab, Map<String, BlockIds> blocks, Map<String, String> links, DiskPlan here) {
    private static final DiskPlan NOTHING = new DiskPlan(List.of(), List.of(), List.of());

    GoldenFacts {
        blocks = Map.copyOf(blocks);
        links = Map.copyOf(links);
    }

    GoldenFacts(String fstab, Map<String, BlockIds> blocks) {
        this(fstab, blocks, Map.of(), NOTHING);
    }

    static GoldenFacts read(CloneRequest request) throws PlanException, IOException {
        Path fstab = request.source().resolve("etc/fstab");
        try {
            Map<String, BlockIds> blocks = request.live() ? BlockIds.parseExport(blkid()) : Map.of();
            return new GoldenFacts(ByteText.read(fstab), blocks);
        } catch (NoSuchFileException e) {
            throw new PlanException(fstab + " does not exist: the golden system's fstab says what is mounted where");
        }
    }

    private static String blkid() throws IOException {
        Process blkid = new ProcessBuilder("blkid", "-o", "export")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        blkid.getOutputStream().close();
        return new String(blkid.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
