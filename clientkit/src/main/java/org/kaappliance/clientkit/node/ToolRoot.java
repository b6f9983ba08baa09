package org.kaappliance.clientkit.node;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The root directory of the tools: stage 2.
 *
 * @param dir as this program sees it
 */
record ToolRoot(Path dir) {
    private static final List<String> PATH = List.of("usr/sbin", "usr/bin", "sbin", "bin");

    /** The path of a program as it is seen inside. A link counts: it may be absolute, and leads elsewhere from outside. */
    Optional<String> find(String name) {
        return PATH.stream()
                .map(sub -> sub + "/" + name)
                .filter(path -> Files.exists(dir.resolve(path), LinkOption.NOFOLLOW_LINKS))
                .map(path -> "/" + path)
                .findFirst();
    }

    /** Whether it has a program of this name, or a file of this absolute path. */
    boolean has(String name) {
        return name.startsWith("/")
                ? Files.exists(dir.resolve(name.substring(1)), LinkOption.NOFOLLOW_LINKS)
                : find(name).isPresent();
    }

    /**
     * A command line that runs inside. The program is named by its path: busybox built with FEATURE_PREFER_APPLETS (Debian's is) would run
     * its own applet for a bare name after the change of the root, its {@code tar} in place of GNU tar.
     */
    List<String> prefix() {
        return List.of("busybox", "chroot", dir.toString());
    }
}
