package org.kaappliance.clientkit.golden;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the operator asks for.
 *
 * @param source the golden system: {@code /} for this host, or the root of a tree
 * @param drives the drives to be made on the nodes, each once; empty for those of a live golden node, as they are
 * @param excludedDrives drives of the golden node that the clones do not have ({@code -X})
 * @param excludedDirs absolute paths whose content is left out ({@code -x}); the empty directory is made
 * @param bootLoader what makes the clones boot ({@code -r})
 * @param raw what is copied as it is
 * @param verify what the nodes read back ({@code --verify})
 */
public record CloneRequest(
        Path source,
        List<DriveDescription> drives,
        Set<String> excludedDrives,
        List<String> excludedDirs,
        BootLoader bootLoader,
        RawParts raw,
        Verify verify) {
    public CloneRequest {
        Objects.requireNonNull(source, "source");
        drives = List.copyOf(drives);
        excludedDrives = Set.copyOf(excludedDrives);
        excludedDirs = List.copyOf(excludedDirs);
        Objects.requireNonNull(bootLoader, "bootLoader");
        Objects.requireNonNull(raw, "raw");
        Objects.requireNonNull(verify, "verify");
    }

    /** One of which only files travel, and are verified in full. */
    public CloneRequest(
            Path source,
            List<DriveDescription> drives,
            Set<String> excludedDrives,
            List<String> excludedDirs,
            BootLoader bootLoader) {
        this(source, drives, excludedDrives, excludedDirs, bootLoader, RawParts.NONE, Verify.FULL);
    }

    /** The same of a system whose root is elsewhere. */
    CloneRequest at(Path root) {
        return new CloneRequest(root, drives, excludedDrives, excludedDirs, bootLoader, raw, verify);
    }

    /** False when only images travel: neither files nor a boot loader. */
    public boolean carriesFiles() {
        return raw.images().isEmpty() || !drives.isEmpty();
    }

    /** True when the source is the system that runs here: mount points and UUIDs can be asked for, run-time content is left out. */
    public boolean live() {
        return source.toAbsolutePath().normalize().equals(Path.of("/"));
    }

    /** Splits the seed's lists: {@code sdb|sdc}, {@code /tmp|/var/cache}. */
    public static List<String> split(String list) {
        return Stream.of(list.split("\\|"))
                .map(String::trim)
                .filter(s -> !s.isEmpty())
                .toList();
    }
}
