package org.kaappliance.clientkit.node;

import java.util.List;
import java.util.Optional;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.DiskPlan;
import org.kaappliance.clientkit.golden.GoldenDevice;

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

    /** What a golden device is here: {@code /dev/vda2} for {@code sda2}; arrays, logical volumes and mappings keep their names. */
    String path(DeviceName golden) {
        return golden.partition().flatMap(this::path).orElseGet(golden::path);
    }

    List<TargetVolume> volumes() {
        return plan.volumes().stream()
                .map(volume -> new TargetVolume(volume, path(volume.device())))
                .toList();
    }

    private Optional<String> path(GoldenDevice partition) {
        return drives.stream()
                .filter(drive -> drive.plan().drive().equals(partition.drive()))
                .map(drive -> drive.disk().partitionPath(partition.partition()))
                .findFirst();
    }
}
