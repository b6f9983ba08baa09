package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.kaappliance.clientkit.golden.StorageLayer.LogicalVolume;
import org.kaappliance.clientkit.golden.StorageLayer.LuksContainer;
import org.kaappliance.clientkit.golden.StorageLayer.RaidArray;
import org.kaappliance.clientkit.golden.StorageLayer.VolumeGroup;

/** How small each device of a plan may become for what shall lie on it. In MiB. Pure. */
final class DeviceNeeds {
    private final DiskPlan plan;

    DeviceNeeds(DiskPlan plan) {
        this.plan = plan;
    }

    /** Empty where that is not known: a raw partition, a file system of which nobody said what lies there, a group on several members. */
    OptionalLong leastMib(DeviceName device) {
        for (Volume volume : plan.volumes()) {
            if (volume.device().equals(device)) {
                return ofVolume(volume);
            }
        }
        for (StorageLayer layer : plan.layers()) {
            if (layer.members().contains(device)) {
                return ofMember(layer);
            }
        }
        return OptionalLong.empty();
    }

    /** What a file system needs; of a swap area what is left of it when it gives way. */
    static OptionalLong ofVolume(Volume volume) {
        if (volume.type() == FileSystemType.SWAP) {
            return OptionalLong.of(FileSystemRoom.SWAP_MIB);
        }
        return volume.usedBytes().isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(FileSystemRoom.of(volume.type())
                        .neededMib(volume.usedBytes().getAsLong()));
    }

    /** Whether a swap area is all that lies on it. */
    boolean isSwap(DeviceName device) {
        return plan.volumes().stream()
                .anyMatch(volume -> volume.device().equals(device) && volume.type() == FileSystemType.SWAP);
    }

    private OptionalLong ofMember(StorageLayer layer) {
        if (layer instanceof RaidArray raid) {
            OptionalLong array = leastMib(raid.array());
            return array.isEmpty()
                    ? array
                    : OptionalLong.of(RaidGeometry.of(raid).memberMib(array.getAsLong()));
        }
        if (layer instanceof LuksContainer) {
            OptionalLong opened = leastMib(layer.device().orElseThrow());
            return opened.isEmpty() ? opened : OptionalLong.of(opened.getAsLong() + LayerSizes.LUKS_MIB);
        }
        if (layer instanceof VolumeGroup group && group.members().size() == 1) {
            return ofGroup(group);
        }
        return OptionalLong.empty();
    }

    private OptionalLong ofGroup(VolumeGroup group) {
        long sum = LayerSizes.groupMib(group);
        for (LogicalVolume volume : LayerSizes.logicalVolumes(plan, group)) {
            OptionalLong least = leastMib(volume);
            if (least.isEmpty()) {
                return OptionalLong.empty();
            }
            sum += LayerSizes.roundUp(least.getAsLong(), group, volume);
        }
        return OptionalLong.of(sum);
    }

    /** Its size where nothing is known of what lies there; empty when it has none either. */
    OptionalLong leastMib(LogicalVolume volume) {
        OptionalLong least = leastMib(volume.device().orElseThrow());
        if (least.isEmpty()) {
            return volume.mebibytes();
        }
        return volume.mebibytes().isPresent()
                ? OptionalLong.of(Math.min(least.getAsLong(), volume.mebibytes().getAsLong()))
                : least;
    }

    /** Those whose content is known to fit into less, in the order in which they give way: the last file system first, swap after all of them. */
    <T> List<T> givingWay(List<T> inOrder, Function<T, Optional<DeviceName>> device) {
        List<T> fileSystems = new ArrayList<>();
        List<T> swap = new ArrayList<>();
        for (T one : inOrder) {
            device.apply(one)
                    .filter(d -> leastMib(d).isPresent())
                    .ifPresent(d -> (isSwap(d) ? swap : fileSystems).add(0, one));
        }
        fileSystems.addAll(swap);
        return fileSystems;
    }
}
