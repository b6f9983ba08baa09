package org.kaappliance.clientkit.node;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.kaappliance.clientkit.golden.DrivePlan;
import org.kaappliance.clientkit.golden.PartitionPlan;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.node.NodeDisk.Use;

/**
 * Which disk of this machine becomes which drive of the golden node. Disks stand in the order {@code vd*}, {@code sd*}, {@code nvme*},
 * {@code mmcblk*}, others, and within a kind in the order of where they are connected, which is the same at every start; names are not. Drive
 * {@code sdb} becomes the second {@code sd*} in this order; a drive of a kind that this machine lacks becomes the first disk that is left.
 * USB, removable and read-only disks never count. Where the names lead to other disks than the connections do, a disk that should be kept could
 * be erased: that is an error. The disk that the rule names must be free and large enough; another one is not taken in its place. Pure.
 */
final class DiskMapping {
    private static final List<String> KINDS = List.of("vd", "sd", "nvme", "mmcblk");
    private static final Comparator<NodeDisk> ORDER = Comparator.<NodeDisk>comparingInt(
                    d -> KINDS.contains(kind(d)) ? KINDS.indexOf(kind(d)) : KINDS.size())
            .thenComparing(NodeDisk::connection, new NaturalOrder())
            .thenComparing(NodeDisk::name);
    private static final int SECTOR_BYTES = 512;

    private DiskMapping() {}

    /** @throws PlanException when a drive has no disk, its disk cannot be taken, or it is not certain which one is meant */
    static List<TargetDrive> map(List<DrivePlan> drives, List<NodeDisk> disks) throws PlanException {
        List<NodeDisk> candidates = disks.stream()
                .filter(d -> d.use() == Use.FREE || d.use() == Use.MOUNTED)
                .sorted(ORDER)
                .toList();
        if (candidates.size() < drives.size()) {
            throw new PlanException("this machine has no disk for drive "
                    + drives.get(candidates.size()).drive() + " (found: " + names(disks) + ")");
        }
        List<NodeDisk> chosen = choose(drives, candidates, DiskMapping::byConnection);
        requireCertain(chosen, choose(drives, candidates, DiskMapping::byName), candidates);
        List<TargetDrive> targets = new ArrayList<>();
        for (int i = 0; i < chosen.size(); i++) {
            targets.add(target(drives.get(i), chosen.get(i)));
        }
        return targets;
    }

    /** How the disk of a drive is found, if there is one for just this drive. */
    private interface Rule {
        Optional<NodeDisk> find(String drive, List<NodeDisk> candidates);
    }

    private static Optional<NodeDisk> byConnection(String drive, List<NodeDisk> candidates) {
        DiskName name = DiskName.parse(drive);
        return candidates.stream()
                .filter(d -> kind(d).equals(name.kind()))
                .skip(name.index())
                .findFirst();
    }

    private static Optional<NodeDisk> byName(String drive, List<NodeDisk> candidates) {
        return candidates.stream().filter(d -> d.name().equals(drive)).findFirst();
    }

    /** The disks that the rule finds; for a drive without one, the first that no other drive has. */
    private static List<NodeDisk> choose(List<DrivePlan> drives, List<NodeDisk> candidates, Rule rule) {
        List<NodeDisk> left = new ArrayList<>(candidates);
        drives.forEach(d -> rule.find(d.drive(), candidates).ifPresent(left::remove));
        return drives.stream()
                .map(d -> rule.find(d.drive(), candidates).orElseGet(() -> left.remove(0)))
                .toList();
    }

    private static void requireCertain(List<NodeDisk> byConnection, List<NodeDisk> byName, List<NodeDisk> candidates)
            throws PlanException {
        Set<NodeDisk> disks = new HashSet<>(byConnection);
        if (!disks.equals(new HashSet<>(byName))) {
            throw new PlanException("it is not certain which disk may be erased: by name " + list(byName)
                    + ", by connection " + list(byConnection) + " (found: "
                    + candidates.stream()
                            .map(d -> d.name() + " " + d.size() + " at " + d.connection())
                            .collect(Collectors.joining(", "))
                    + "); start again, or disconnect the disks that are not cloned");
        }
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
            return new TargetDrive(drive, disk, PartitionPlan.of(drive.table(), disk.size(), drive.bootable()));
        } catch (PlanException e) {
            throw new PlanException("disk " + disk.name() + ": " + e.getMessage());
        }
    }

    private static String kind(NodeDisk disk) {
        return DiskName.parse(disk.name()).kind();
    }

    private static String list(List<NodeDisk> disks) {
        return disks.stream().map(NodeDisk::name).collect(Collectors.joining(" "));
    }

    private static String names(List<NodeDisk> disks) {
        return disks.isEmpty()
                ? "none"
                : disks.stream().map(d -> d.name() + " " + d.use()).collect(Collectors.joining(", "));
    }
}
