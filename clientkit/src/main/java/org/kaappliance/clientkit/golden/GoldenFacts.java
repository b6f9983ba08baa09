package org.kaappliance.clientkit.golden;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.kaappliance.clientkit.text.ByteText;

/**
 * What was read from the golden system.
 *
 * @param fstab its {@code etc/fstab}, as {@link ByteText}
 * @param blocks its block devices by name without {@code /dev/}; empty for a tree
 */
record GoldenFacts(String fstab, Map<String, BlockIds> blocks) {
    GoldenFacts {
        blocks = Map.copyOf(blocks);
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
