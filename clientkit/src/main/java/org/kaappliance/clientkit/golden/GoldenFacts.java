package org.kaappliance.clientkit.golden;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kaappliance.clientkit.text.ByteText;

/**
 * What was read from the golden system.
 *
 * @param fstab its {@code etc/fstab}, as {@link ByteText}
 * @param blocks its block devices by name without {@code /dev/}; empty for a tree
 * @param links other names of devices, both without {@code /dev/}: {@code disk/by-id/ata-x-part1} to {@code sda1}
 * @param here its disks as they are; empty for a tree
 * @param written the devices of the file systems that are mounted read-write, without {@code /dev/}; empty for a tree
 * @param bootCode that the request takes from its drives
 * @param warnings what of its disks cannot be described, one line each
 */
record GoldenFacts(
        String fstab,
        Map<String, BlockIds> blocks,
        Map<String, String> links,
        DiskPlan here,
        Set<String> written,
        List<BootCode> bootCode,
        List<String> warnings) {
    private static final DiskPlan NOTHING = new DiskPlan(List.of(), List.of(), List.of());

    GoldenFacts {
        blocks = Map.copyOf(blocks);
        links = Map.copyOf(links);
        written = Set.copyOf(written);
        bootCode = List.copyOf(bootCode);
        warnings = List.copyOf(warnings);
    }

    GoldenFacts(String fstab, Map<String, BlockIds> blocks) {
        this(fstab, blocks, Map.of(), NOTHING, Set.of(), List.of(), List.of());
    }

    /** True when nothing is known of its disks. */
    boolean isTree() {
        return here.drives().isEmpty();
    }

    static GoldenFacts read(CloneRequest request) throws PlanException, IOException {
        Path fstab = request.source().resolve("etc/fstab");
        try {
            String text = ByteText.read(fstab);
            if (!request.live()) {
                return new GoldenFacts(text, Map.of());
            }
            GoldenHost host = new ThisHost();
            return LiveDisks.read(host, Set.of(), text)
                    .withBootCode(host, request.raw().takenBootCode());
        } catch (NoSuchFileException e) {
            throw new PlanException(fstab + " does not exist: the golden system's fstab says what is mounted where");
        }
    }

    GoldenFacts withBootCode(GoldenHost host, List<String> drives) throws IOException {
        List<BootCode> codes = new ArrayList<>();
        for (String drive : drives) {
            codes.add(BootCode.of(drive, host.start("/dev/" + drive, BootCode.BYTES)));
        }
        return new GoldenFacts(fstab, blocks, links, here, written, codes, warnings);
    }
}
