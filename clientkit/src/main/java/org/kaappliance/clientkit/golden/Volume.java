package org.kaappliance.clientkit.golden;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A file system or swap area to be made.
 *
 * @param partition the partition's number, 1 to 4 or from 5 for logical ones
 * @param type what is made there
 * @param mountPoint absolute; empty for swap
 * @param uuid the golden one's where it is known, so that fstab and boot loader fit; else a fresh one, the same on every clone
 * @param label the golden one's, if it has one
 */
public record Volume(
        int partition, FileSystemType type, Optional<String> mountPoint, UUID uuid, Optional<String> label) {
    public Volume {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(uuid, "uuid");
        if (!mountPoint.orElse("/").startsWith("/") || mountPoint.orElse("").contains("/..")) {
            throw new IllegalArgumentException("not an absolute mount point: " + mountPoint.get());
        }
        if (mountPoint.isPresent() == (type == FileSystemType.SWAP)) {
            throw new IllegalArgumentException("swap has no mount point, everything else has one: " + partition);
        }
    }
}
