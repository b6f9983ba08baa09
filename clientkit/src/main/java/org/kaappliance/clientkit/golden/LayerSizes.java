package org.kaappliance.clientkit.golden;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.kaappliance.clientkit.golden.StorageLayer.LogicalVolume;
import org.kaappliance.clientkit.golden.StorageLayer.LuksContainer;
import org.kaappliance.clientkit.golden.StorageLayer.RaidArray;
import org.kaappliance.clientkit.golden.StorageLayer.VolumeGroup;

/** The size of every device that partitions of a known size make, at least. In MiB. */
final class LayerSizes {
    /** The header of LUKS version 2. */
    static final long LUKS_MIB = 16;
    /** The metadata of LVM stands in the first MiB of each physical volume. */
    private static final long PHYSICAL_VOLUME_MIB = 1;

    private final DiskPlan plan;
    private final Map<DeviceName, Long> mib;

    private LayerSizes(DiskPlan plan, Map<DeviceName, Long> partitions) {
        this.plan = plan;
        this.mib = new HashMap<>(partitions);
    }

    /**
     * All of them.
     *
     * @throws IllegalArgumentException when a layer stands on a device that is not there
     */
    static Map<DeviceName, Long> of(DiskPlan plan, Map<DeviceName, Long> partitions) {
        LayerSizes sizes = new LayerSizes(plan, partitions);
        plan.layers().forEach(sizes::add);
        return sizes.mib;
    }

    /** What a group on members of these sizes holds, in MiB of whole extents. */
    static long capacityMib(VolumeGroup group, Map<DeviceName, Long> mib) {
        return group.members().stream()
                .mapToLong(member -> extents(size(mib, member) - PHYSICAL_VOLUME_MIB, group) * group.extentKib() / 1024)
                .sum();
    }

    /** What a group takes besides its volumes: its metadata, and an extent for what does not divide. */
    static long groupMib(VolumeGroup group) {
        return PHYSICAL_VOLUME_MIB + Math.max(1, group.extentKib() / 1024);
    }

    /** What a volume takes: whole extents, as many on each of its stripes. */
    static long roundUp(long mib, VolumeGroup group, LogicalVolume volume) {
        long extents = (mib * 1024 + group.extentKib() - 1) / group.extentKib();
        long stripes = Math.max(1, volume.stripes());
        return FileSystemRoom.ceilMib((extents + stripes - 1) / stripes * stripes * group.extentKib() * 1024);
    }

    static List<LogicalVolume> logicalVolumes(DiskPlan plan, VolumeGroup group) {
        return plan.layers().stream()
                .filter(LogicalVolume.class::isInstance)
                .map(LogicalVolume.class::cast)
                .filter(volume -> volume.group().equals(group.name()))
                .toList();
    }

    private static long extents(long mebibytes, VolumeGroup group) {
        return Math.max(0, mebibytes) * 1024 / group.extentKib();
    }

    private static long size(Map<DeviceName, Long> mib, DeviceName device) {
        Long size = mib.get(device);
        if (size == null) {
            throw new IllegalArgumentException(device + " is part of a layer and is not made by the plan");
        }
        return size;
    }

    private void add(StorageLayer layer) {
        if (layer instanceof RaidArray raid) {
            mib.put(
                    raid.array(),
                    RaidGeometry.of(raid)
                            .arrayMib(raid.members().stream()
                                    .map(member -> size(mib, member))
                                    .toList()));
        } else if (layer instanceof LuksContainer luks) {
            mib.put(luks.device().orElseThrow(), size(mib, luks.container()) - LUKS_MIB);
        } else if (layer instanceof VolumeGroup group) {
            addVolumes(group);
        }
    }

    private void addVolumes(VolumeGroup group) {
        long left = capacityMib(group, mib);
        for (LogicalVolume volume : logicalVolumes(plan, group)) {
            OptionalLong wanted = volume.mebibytes();
            long size = wanted.isPresent() ? roundUp(wanted.getAsLong(), group, volume) : Math.max(0, left);
            mib.put(volume.device().orElseThrow(), size);
            left -= size;
        }
    }
}
