package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.kaappliance.clientkit.golden.StorageLayer.LogicalVolume;
import org.kaappliance.clientkit.golden.StorageLayer.VolumeGroup;

/** Which drives and partitions a plan boots from, below RAID, LVM and LUKS. By golden names. Pure. */
public final class BootDisks {
    private BootDisks() {}

    /** The drives that hold {@code /boot}, or {@code /} where that is no file system of its own; several below a RAID. */
    public static Set<String> ofBoot(DiskPlan plan) {
        Set<String> drives = new TreeSet<>();
        mounted(plan, "/boot")
                .or(() -> mounted(plan, "/"))
                .ifPresent(volume -> partitions(plan, volume.device()).forEach(p -> drives.add(p.drive())));
        return drives;
    }

    /** The EFI system partition that is mounted; on its partition, or on a RAID of such. */
    public static Optional<Volume> esp(DiskPlan plan) {
        return plan.volumes().stream()
                .filter(volume -> volume.mountPoint().isPresent())
                .filter(volume -> {
                    List<GoldenDevice> partitions = partitions(plan, volume.device());
                    return !partitions.isEmpty() && partitions.stream().allMatch(p -> isEsp(plan, p));
                })
                .findFirst();
    }

    /** The partitions that a device lies on; itself when it is one. */
    public static List<GoldenDevice> partitions(DiskPlan plan, DeviceName device) {
        if (device.partition().isPresent()) {
            return List.of(device.partition().get());
        }
        List<GoldenDevice> found = new ArrayList<>();
        for (DeviceName member : members(plan, device)) {
            found.addAll(partitions(plan, member));
        }
        return found;
    }

    private static List<DeviceName> members(DiskPlan plan, DeviceName device) {
        for (StorageLayer layer : plan.layers()) {
            if (layer.device().filter(device::equals).isPresent()) {
                return layer instanceof LogicalVolume volume ? groupMembers(plan, volume.group()) : layer.members();
            }
        }
        return List.of();
    }

    private static List<DeviceName> groupMembers(DiskPlan plan, String group) {
        return plan.layers().stream()
                .filter(layer -> layer instanceof VolumeGroup g && g.name().equals(group))
                .flatMap(layer -> layer.members().stream())
                .toList();
    }

    private static Optional<Volume> mounted(DiskPlan plan, String mountPoint) {
        return plan.volumes().stream()
                .filter(volume -> volume.mountedAt(mountPoint))
                .findFirst();
    }

    private static boolean isEsp(DiskPlan plan, GoldenDevice partition) {
        return plan.drives().stream()
                .filter(drive -> drive.drive().equals(partition.drive()))
                .flatMap(drive -> drive.table().number(partition.partition()).stream())
                .anyMatch(entry -> entry.type().isEsp());
    }
}
