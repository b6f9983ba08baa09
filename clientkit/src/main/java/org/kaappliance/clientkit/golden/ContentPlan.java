package org.kaappliance.clientkit.golden;

import java.util.List;
import java.util.Objects;

/**
 * What travels to a node's file systems.
 *
 * @param mounts the golden node's mount points as fstab has them, by golden device
 * @param excludedDirs absolute paths whose content is not in the stream
 * @param bootCode of drives that start with the golden node's own, or a given one
 * @param rawPartitions what is copied as it is, no file system is made there; the first travels in session {@code kaimage1-<job>}
 * @param verify what is read back at the end
 */
public record ContentPlan(
        List<MountLine> mounts,
        List<String> excludedDirs,
        List<BootCode> bootCode,
        List<DeviceName> rawPartitions,
        Verify verify) {
    public ContentPlan {
        Objects.requireNonNull(verify, "verify");
        mounts = List.copyOf(mounts);
        excludedDirs = List.copyOf(excludedDirs);
        bootCode = List.copyOf(bootCode);
        rawPartitions = List.copyOf(rawPartitions);
    }

    /** One of files only. */
    public ContentPlan(List<MountLine> mounts, List<String> excludedDirs, Verify verify) {
        this(mounts, excludedDirs, List.of(), List.of(), verify);
    }

    /** One of files only, of which everything is read back. */
    public ContentPlan(List<MountLine> mounts, List<String> excludedDirs) {
        this(mounts, excludedDirs, Verify.FULL);
    }
}
