package org.kaappliance.clientkit.kit;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a kit is built from.
 *
 * @param outDir the folder of the finished kit; its siblings {@code <outDir>.building}, {@code <outDir>.previous} and
 *     {@code <outDir>.lock} belong to the builder too
 * @param nodeJar the node program with everything it needs, main class {@code org.kaappliance.clientkit.node.NodeMain}
 * @param kernel a kernel image; empty for the newest {@code vmlinuz-<version>} in {@code /boot} that has modules
 * @param modulesDir the modules of that kernel, a folder {@code .../<version>} with a {@code modules.dep}; empty for
 *     {@code /lib/modules/<version>}
 * @param tools a directory or a squashfs that stage 2 is made from; empty for this host's packages
 * @param jdk the JDK that the node's Java runtime is cut from; empty for the one that runs the build
 */
public record KitSpec(
        Path outDir,
        Path nodeJar,
        Optional<Path> kernel,
        Optional<Path> modulesDir,
        Optional<Path> tools,
        Optional<Path> jdk) {

    /** Everything from this host. */
    public static KitSpec of(Path outDir, Path nodeJar) {
        return new KitSpec(outDir, nodeJar, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same with a kernel that the administrator names. */
    public KitSpec withKernel(Path image, Path modules) {
        return new KitSpec(outDir, nodeJar, Optional.of(image), Optional.of(modules), tools, jdk);
    }

    /** The same with another JDK, 17 or later. */
    public KitSpec withJdk(Path home) {
        return new KitSpec(outDir, nodeJar, kernel, modulesDir, tools, Optional.of(home));
    }

    /** The same with stage 2 from a directory or a squashfs. */
    public KitSpec withTools(Path from) {
        return new KitSpec(outDir, nodeJar, kernel, modulesDir, Optional.of(from), jdk);
    }
}
