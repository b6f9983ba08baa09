package org.kaappliance.clientkit.golden;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is made on a node's disks.
 *
 * @param drives what is written; each is mapped to a disk of the node
 * @param layers RAID, LVM and LUKS on them, in the order in which they are made
 * @param volumes the file systems and swap areas; a partition without one stays raw
 * @param choice what the operator said about the nodes' disks
 */
public record DiskPlan(List<DrivePlan> drives, List<StorageLayer> layers, List<Volume> volumes, DiskChoice choice) {
    public DiskPlan {
        Objects.requireNonNull(choice, "choice");
        drives = List.copyOf(drives);
        layers = List.copyOf(layers);
        volumes = List.copyOf(volumes);
    }

    /** One whose drives go by where the disks are connected. */
    public DiskPlan(List<DrivePlan> drives, List<StorageLayer> layers, List<Volume> volumes) {
        this(drives, layers, volumes, DiskChoice.BY_CONNECTION);
    }

    /** The same with what the operator said about the nodes' disks. */
    public DiskPlan with(DiskChoice said) {
        return new DiskPlan(drives, layers, volumes, said);
    }

    /** What lies in its file systems on the golden node, as far as that is known. */
    public long usedBytes() {
        return volumes.stream()
                .mapToLong(volume -> volume.usedBytes().orElse(0))
                .sum();
    }

    /** The drive of this name, when an image becomes it. */
    public Optional<DriveImage> image(DeviceName name) {
        return drives.stream()
                .filter(drive -> drive.drive().equals(name.text()))
                .flatMap(drive -> drive.image().stream())
                .findFirst();
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
