package org.kaappliance.clientkit.golden;

import java.util.List;
import java.util.stream.Stream;

/**
 * What is made on a node's disks.
 *
 * @param drives what is written; each is mapped to a disk of the node
 * @param layers RAID, LVM and LUKS on them, in the order in which they are made
 * @param volumes the file systems and swap areas; a partition without one stays raw
 */
public record DiskPlan(List<DrivePlan> drives, List<StorageLayer> layers, List<Volume> volumes) {
    public DiskPlan {
        drives = List.copyOf(drives);
        layers = List.copyOf(layers);
        volumes = List.copyOf(volumes);
    }

    /** The mount points whose files travel, {@code /} first. */
    public List<String> mountPoints() {
        return volumes.stream()
                .flatMap(volume -> Stream.concat(
                        volume.mountPoint().stream(),
                        volume.subvolumes().stream().flatMap(subvolume -> subvolume.mountPoint().stream())))
                .sorted()
                .toList();
    }
}
