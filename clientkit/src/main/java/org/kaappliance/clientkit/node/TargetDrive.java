package org.kaappliance.clientkit.node;

import java.util.List;
import org.kaappliance.clientkit.golden.DrivePlan;
import org.kaappliance.clientkit.golden.PartitionPlan;
import org.kaappliance.clientkit.golden.Volume;

/**
 * A drive of the plan on the disk that it becomes.
 *
 * @param plan the drive as described
 * @param disk the disk of this machine
 * @param layout the exact partitions
 */
record TargetDrive(DrivePlan plan, NodeDisk disk, PartitionPlan layout) {
    List<TargetVolume> volumes() {
        return plan.volumes().stream()
                .map(volume -> new TargetVolume(volume, disk.partitionPath(volume.partition())))
                .toList();
    }

    List<String> partitionPaths() {
        return layout.partitions().stream()
                .map(p -> disk.partitionPath(p.entry().number()))
                .toList();
    }

    /**
     * A file system or swap area on this machine.
     *
     * @param volume as planned
     * @param device {@code /dev/vda2}
     */
    record TargetVolume(Volume volume, String device) {
        boolean mountedAt(String mountPoint) {
            return volume.mountPoint().filter(mountPoint::equals).isPresent();
        }
    }
}
