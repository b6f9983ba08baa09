package org.kaappliance.clientkit.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The lists and scripts of the kit, files beside this class. */
enum Resources {
    INIT("init.sh"),
    UDHCPC("udhcpc.sh"),
    MODULES("modules.list"),
    STAGE2_TOOLS("stage2-tools.list"),
    STAGE2_MODULES("stage2-modules.list"),
    MKE2FS("mke2fs.conf"),
    LVM("lvm.conf");

    private final String fileName;

    Resources(String fileName) {
        this.fileName = fileName;
    }

    String text() {
        try (InputStream in = Resources.class.getResourceAsStream(fileName)) {
            if (in == null) {
                throw new IllegalStateException(fileName + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines that say something: {@code #} starts a comment. */
    List<String> lines() {
        return text().lines()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
