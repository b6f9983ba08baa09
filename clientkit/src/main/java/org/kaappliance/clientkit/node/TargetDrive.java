package org.kaappliance.clientkit.node;

import java.util.List;
import org.kaappliance.clientkit.golden.DrivePlan;
import org.kaappliance.clientkit.golden.PartitionPlan;

/**
 * A drive of the plan on the disk that it becomes.
 *
 * @param plan the drive as described
 * @param disk the disk of this machine
 * @param layout the exact partitions
 */
record TargetDrive(DrivePlan plan, NodeDisk disk, PartitionPlan layout) {
    List<String> partitionPaths() {
        return layout.partitions().stream()
                .map(p -> disk.partitionPath(p.entry().number()))
                .toList();
    }
}
