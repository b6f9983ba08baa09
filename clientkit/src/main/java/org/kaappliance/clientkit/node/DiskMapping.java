package org.kaappliance.clientkit.node;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.kaappliance.clientkit.golden.DiskFit;
import org.kaappliance.clientkit.golden.DiskGeometry;
import org.kaappliance.clientkit.golden.DiskPlan;
import org.kaappliance.clientkit.golden.DiskRule;
import org.kaappliance.clientkit.golden.DrivePlan;
import org.kaappliance.clientkit.golden.PartitionPlan;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.node.NodeDisk.Use;
import org.kaappliance.config.MacAddress;

/**
 * Which disk of this machine becomes which drive of the golden node. What the operator said ({@link DiskRule}) comes first: a rule names just as
 * many disks as there are drives with the same rule, or it is refused, and what it names is kept from the other drives. Without a rule disks stand in the order {@code vd*}, {@code sd*}, {@code nvme*},
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

    private DiskMapping() {}

    /**
     * The plan on this machine: mapped, confirmed, and fitted to the disks.
     *
     * @param node this machine
     * @throws PlanException when a drive has no disk, its disk cannot be taken or is not the confirmed one, it is not certain which one is
     *     meant, or the plan does not fit
     */
    static TargetDisks map(DiskPlan plan, MacAddress node, List<NodeDisk> disks) throws PlanException {
        List<NodeDisk> writable = DiskRules.withoutKept(plan.choice(), node, disks);
        Map<String, NodeDisk> ruled = DiskRules.choose(plan, node, candidates(writable));
        List<NodeDisk> others =
                writable.stream().filter(d -> !ruled.containsValue(d)).toList();
        List<DrivePlan> unruled = plan.drives().stream()
                .filter(d -> !ruled.containsKey(d.drive()))
                .toList();
        Map<String, NodeDisk> chosen = new HashMap<>(ruled);
        chosen.putAll(byConnection(unruled, others, disks));
        for (NodeDisk disk : chosen.values()) {
            requireFree(disk);
        }
        DiskRules.requireConfirmed(plan.choice(), node, chosen.values());
        return targets(plan, chosen);
    }

    private static TargetDisks targets(DiskPlan plan, Map<String, NodeDisk> chosen) throws PlanException {
        Map<String, DiskGeometry> geometries = new HashMap<>();
        chosen.forEach((drive, disk) -> geometries.put(drive, disk.geometry()));
        DiskPlan fitted = DiskFit.fit(plan, geometries);
        List<TargetDrive> targets = new ArrayList<>();
        for (DrivePlan drive : fitted.drives()) {
            NodeDisk disk = chosen.get(drive.drive());
            PartitionPlan layout = PartitionPlan.of(drive.table(), disk.geometry(), drive.bootable());
            targets.add(new TargetDrive(drive, disk, layout));
        }
        return new TargetDisks(fitted, targets);
    }

    private static List<NodeDisk> candidates(List<NodeDisk> disks) {
        return disks.stream()
                .filter(d -> d.use() == Use.FREE || d.use() == Use.MOUNTED)
                .sorted(ORDER)
                .toList();
    }

    private static Map<String, NodeDisk> byConnection(List<DrivePlan> drives, List<NodeDisk> disks, List<NodeDisk> all)
            throws PlanException {
        List<NodeDisk> candidates = candidates(disks);
        if (candidates.size() < drives.size()) {
            throw new PlanException("this machine has no disk for drive "
                    + drives.get(candidates.size()).drive() + " (found: " + names(all) + ")");
        }
        List<NodeDisk> chosen = choose(drives, candidates, DiskMapping::byConnection);
        requireCertain(chosen, choose(drives, candidates, DiskMapping::byName), candidates);
        Map<String, NodeDisk> byDrive = new HashMap<>();
        for (int i = 0; i < chosen.size(); i++) {
            byDrive.put(drives.get(i).drive(), chosen.get(i));
        }
        return byDrive;
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
            throw new PlanException(
                    "it is not certain which disk may be erased: by name " + list(byName)
                            + ", by connection " + list(byConnection) + " (found: "
                            + candidates.stream()
                                    .map(d -> d.name() + " " + d.size() + " at " + d.connection())
                                    .collect(Collectors.joining(", "))
                            + "); start again, say which one (a rule for the drive), or disconnect the disks that are not cloned");
        }
    }

    private static void requireFree(NodeDisk disk) throws PlanException {
        if (disk.use() == Use.MOUNTED) {
            throw new PlanException("disk " + disk.name() + " is in use: a file system of it is mounted");
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
