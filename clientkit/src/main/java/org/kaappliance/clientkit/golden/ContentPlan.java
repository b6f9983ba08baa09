package org.kaappliance.clientkit.golden;

import java.util.List;

/**
 * What travels to a node's file systems.
 *
 * @param mounts the golden node's mount points as fstab has them, by golden device
 * @param excludedDirs absolute paths whose content is not in the stream
 */
public record ContentPlan(List<MountLine> mounts, List<String> excludedDirs) {
    public ContentPlan {
        mounts = List.copyOf(mounts);
        excludedDirs = List.copyOf(excludedDirs);
    }
}
