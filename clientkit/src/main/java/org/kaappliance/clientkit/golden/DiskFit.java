package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.kaappliance.clientkit.golden.StorageLayer.LogicalVolume;
import org.kaappliance.clientkit.golden.StorageLayer.VolumeGroup;

/**
 * Makes a plan fit disks of other sizes than the golden node's. Partitions and logical volumes that fill take what is left. Where the fixed sizes are too
 * much for a disk or a volume group, the last file system whose content is known gives way, down to what its content needs, then the one before, and
 * when all of them are at their least the swap areas, the last one first, down to {@value FileSystemRoom#SWAP_MIB} MiB. Raw partitions and file systems of which nobody said
 * what lies there keep their size. What still does not fit, and what has less than its content needs, is refused. Pure.
 */
public final class DiskFit {
    private final DeviceNeeds needs;
    private final Map<String, DiskGeometry> disks;
    private final List<String> problems = new ArrayList<>();
    private DiskPlan plan;

    private DiskFit(DiskPlan plan, Map<String, DiskGeometry> disks) {
        this.plan = plan;
        this.disks = disks;
        this.needs = new DeviceNeeds(plan);
    }

    /**
     * The plan for these disks.
     *
     * @param disks the disk of each drive, by the drive's name
     * @throws PlanException when it does not fit, with both numbers
     */
    public static DiskPlan fit(DiskPlan plan, Map<String, DiskGeometry> disks) throws PlanException {
        try {
            return new DiskFit(plan, disks).fit();
        } catch (IllegalArgumentException e) {
            throw new PlanException(String.valueOf(e.getMessage()));
        }
    }

    private DiskPlan fit() throws PlanException {
        List<DrivePlan> drives = new ArrayList<>();
        Map<DeviceName, Long> partitions = new HashMap<>();
        for (DrivePlan drive : plan.drives()) {
            DiskGeometry disk = disks.get(drive.drive());
            if (drive.image().isPresent()) {
                drive.image().get().requireRoom(drive.drive(), disk);
                drives.add(drive);
                continue;
            }
            PartitionTable table = new TableFit(drive, needs, disk).shrunk();
            drives.add(new DrivePlan(drive.drive(), table, drive.bootable()));
            PartitionPlan layout = layout(table, disk, drive);
            layout.partitions()
                    .forEach(p -> partitions.put(
                            DeviceName.ofPartition(drive.drive(), p.entry().number()), layout.bytes(p) >> 20));
        }
        plan = new DiskPlan(drives, plan.layers(), plan.volumes(), plan.choice());
        List<StorageLayer> layers = new ArrayList<>(plan.layers());
        for (StorageLayer layer : plan.layers()) {
            if (layer instanceof VolumeGroup group) {
                fitGroup(group, LayerSizes.of(plan, partitions), layers);
                plan = new DiskPlan(drives, layers, plan.volumes(), plan.choice());
            }
        }
        checkVolumes(LayerSizes.of(plan, partitions));
        if (!problems.isEmpty()) {
            throw new PlanException(problems);
        }
        return plan;
    }

    private static PartitionPlan layout(PartitionTable table, DiskGeometry disk, DrivePlan drive) throws PlanException {
        try {
            return PartitionPlan.of(table, disk, drive.bootable());
        } catch (PlanException e) {
            throw new PlanException(e.problems().stream()
                    .map(problem -> "drive " + drive.drive() + ": " + problem)
                    .toList());
        }
    }

    private void fitGroup(VolumeGroup group, Map<DeviceName, Long> sizes, List<StorageLayer> layers) {
        List<LogicalVolume> volumes = LayerSizes.logicalVolumes(plan, group);
        long capacity = LayerSizes.capacityMib(group, sizes);
        long needed = volumes.stream().mapToLong(v -> neededMib(v, group)).sum();
        long excess = needed - capacity;
        for (LogicalVolume volume : needs.givingWay(volumes, StorageLayer::device)) {
            OptionalLong size = volume.mebibytes();
            if (excess > 0 && size.isPresent()) {
                long now = LayerSizes.roundUp(size.getAsLong(), group, volume);
                long least = LayerSizes.roundUp(needs.leastMib(volume).orElse(now), group, volume);
                long gives = Math.min(now - least, LayerSizes.roundUp(excess, group, volume));
                layers.set(layers.indexOf(volume), resized(volume, now - gives));
                excess -= gives;
            }
        }
        if (excess > 0) {
            problems.add("volume group " + group.name() + ": its volumes need " + needed + " MiB"
                    + (excess + capacity < needed ? " (" + (excess + capacity) + " MiB at least)" : "") + ", it has "
                    + capacity + " MiB");
        }
    }

    private long neededMib(LogicalVolume volume, VolumeGroup group) {
        return LayerSizes.roundUp(
                volume.mebibytes().orElse(needs.leastMib(volume).orElse(1)), group, volume);
    }

    private static LogicalVolume resized(LogicalVolume volume, long mib) {
        return new LogicalVolume(volume.group(), volume.name(), OptionalLong.of(mib), volume.stripes());
    }

    private void checkVolumes(Map<DeviceName, Long> sizes) {
        for (Volume volume : plan.volumes()) {
            Long size = sizes.get(volume.device());
            FileSystemRoom room = FileSystemRoom.of(volume.type());
            long used = volume.type() == FileSystemType.SWAP
                    ? 0
                    : volume.usedBytes().orElse(0);
            long needed = used == 0 ? room.smallestMib() : room.neededMib(used);
            if (size == null) {
                problems.add("there is no " + volume.device() + " in the plan, for " + nameOf(volume));
            } else if (size < needed) {
                problems.add(nameOf(volume) + " needs " + needed + " MiB" + why(volume, used) + ", " + volume.device()
                        + " gets " + size + " MiB");
            }
        }
    }

    private static String why(Volume volume, long used) {
        return used == 0
                ? " as " + volume.type().text()
                : " (" + FileSystemRoom.ceilMib(used) + " MiB lie there, "
                        + volume.type().text() + " takes the rest)";
    }

    private static String nameOf(Volume volume) {
        Optional<String> subvolume = volume.subvolumes().stream()
                .flatMap(s -> s.mountPoint().stream())
                .findFirst();
        return volume.mountPoint()
                .or(() -> subvolume)
                .orElseGet(() -> volume.type().text());
    }
}
