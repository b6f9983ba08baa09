package org.kaappliance.clientkit.node;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.kaappliance.clientkit.golden.DrivePlan;
import org.kaappliance.clientkit.golden.PartitionPlan;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.node.NodeDisk.Use;

/**
 * Which disk of this machine becomes which drive of the golden node. The rule: the disk with the same name, else the first that is left in
 * the order {@code vd*}, {@code sd*}, {@code nvme*}, {@code mmcblk*}, others. Removable and read-only disks never count. The disk that the
 * rule names must be free and large enough; another one is not taken in its place. Pure.
 */
final class DiskMapping {
    private static final List<String> ORDER = List.of("vd", "sd", "nvme", "mmcblk");
    private static final int SECTOR_BYTES = 512;

    private DiskMapping() {}

    /** @throws PlanException when a drive has no disk, or its disk cannot be taken */
    static List<TargetDrive> map(List<DrivePlan> drives, List<NodeDisk> disks) throws PlanException {
        List<NodeDisk> left = new ArrayList<>(disks.stream()
                .filter(d -> d.use() != Use.REMOVABLE && d.use() != Use.READ_ONLY)
                .sorted(Comparator.comparingInt(DiskMapping::rank).thenComparing(NodeDisk::name))
                .toList());
        List<TargetDrive> targets = new ArrayList<>();
        for (DrivePlan drive : drives) {
            NodeDisk disk = choose(drive.drive(), left)
                    .orElseThrow(() -> new PlanException(
                            "this machine has no disk for drive " + drive.drive() + " (found: " + names(disks) + ")"));
            left.remove(disk);
            targets.add(target(drive, disk));
        }
        return targets;
    }

    private static Optional<NodeDisk> choose(String drive, List<NodeDisk> left) {
        return left.stream()
                .filter(d -> d.name().equals(drive))
                .findFirst()
                .or(() -> left.stream().findFirst());
    }

    private static TargetDrive target(DrivePlan drive, NodeDisk disk) throws PlanException {
        if (disk.use() == Use.MOUNTED) {
            throw new PlanException("disk " + disk.name() + " is in use: a file system of it is mounted");
        }
        if (disk.sectorBytes() != SECTOR_BYTES) {
            throw new PlanException(
                    "disk " + disk.name() + " has sectors of " + disk.sectorBytes() + " bytes: not supported yet");
        }
        try {
            return new TargetDrive(drive, disk, PartitionPlan.of(drive.description(), disk.size(), drive.bootable()));
        } catch (PlanException e) {
            throw new PlanException("disk " + disk.name() + ": " + e.getMessage());
        }
    }

    private static int rank(NodeDisk disk) {
        for (int i = 0; i < ORDER.size(); i++) {
            if (disk.name().startsWith(ORDER.get(i))) {
                return i;
            }
        }
        return ORDER.size();
    }

    private static String names(List<NodeDisk> disks) {
        return disks.isEmpty()
                ? "none"
                : String.join(
                        ", ", disks.stream().map(d -> d.name() + " " + d.use()).toList());
    }
}
