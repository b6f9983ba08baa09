package org.kaappliance.clientkit.node;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.DiskPlan;
import org.kaappliance.clientkit.golden.GoldenDevice;
import org.kaappliance.clientkit.golden.PlannedPartition;
import org.kaappliance.clientkit.golden.StorageLayer;
import org.kaappliance.clientkit.golden.StorageLayer.LogicalVolume;
import org.kaappliance.clientkit.golden.StorageLayer.VolumeGroup;

/**
 * A disk plan on the disks of this machine.
 *
 * @param plan as ordered
 * @param drives each drive of it on its disk
 */
record TargetDisks(DiskPlan plan, List<TargetDrive> drives) {
    TargetDisks {
        drives = List.copyOf(drives);
    }

    /** What a golden device is here: {@code /dev/vda2} for {@code sda2}; {@code /dev/vda} for {@code sda}; arrays, logical volumes and
     * mappings keep their names. */
    String path(DeviceName golden) {
        return golden.partition()
                .flatMap(this::path)
                .or(() -> drives.stream()
                        .filter(drive -> drive.plan().drive().equals(golden.text()))
                        .map(drive -> drive.disk().path())
                        .findFirst())
                .orElseGet(golden::path);
    }

    List<TargetVolume> volumes() {
        return plan.volumes().stream()
                .map(volume -> new TargetVolume(volume, path(volume.device())))
                .toList();
    }

    /** The sectors of a partition; empty for anything else. */
    OptionalLong sectors(DeviceName golden) {
        return golden.partition().stream()
                .flatMap(partition -> drives.stream()
                        .filter(drive -> drive.plan().drive().equals(partition.drive()))
                        .flatMap(drive -> drive.layout().partitions().stream())
                        .filter(planned -> planned.entry().number() == partition.partition()))
                .mapToLong(PlannedPartition::sectors)
                .findFirst();
    }

    /** The drives that a device stands on: one for a partition, several for an array or a volume group. */
    List<TargetDrive> drivesUnder(DeviceName golden) {
        return drives.stream()
                .filter(drive -> partitionsUnder(golden)
                        .anyMatch(p -> p.drive().equals(drive.plan().drive())))
                .toList();
    }

    private Stream<GoldenDevice> partitionsUnder(DeviceName golden) {
        Optional<StorageLayer> layer = plan.layers().stream()
                .filter(l -> l.device().filter(golden::equals).isPresent())
                .findFirst();
        if (layer.isEmpty()) {
            return golden.partition().stream();
        }
        List<DeviceName> below = layer.get() instanceof LogicalVolume volume
                ? physicalVolumes(volume)
                : layer.get().members();
        return below.stream().flatMap(this::partitionsUnder);
    }

    private List<DeviceName> physicalVolumes(LogicalVolume volume) {
        return plan.layers().stream()
                .filter(l -> l instanceof VolumeGroup group && group.name().equals(volume.group()))
                .flatMap(group -> group.members().stream())
                .toList();
    }

    private Optional<String> path(GoldenDevice partition) {
        return drives.stream()
                .filter(drive -> drive.plan().drive().equals(partition.drive()))
                .map(drive -> drive.disk().partitionPath(partition.partition()))
                .findFirst();
    }
}
