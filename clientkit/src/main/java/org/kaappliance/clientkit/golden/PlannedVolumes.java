package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The file systems and swap areas of a plan as they become known: described ones, and what fstab mounts. */
final class PlannedVolumes {
    private static final Set<FileSystemType> EXT =
            Set.of(FileSystemType.EXT2, FileSystemType.EXT3, FileSystemType.EXT4);

    private final DiskPlan disks;
    private final DeviceSpecs specs;
    private final Supplier<UUID> freshUuids;
    private final Map<DeviceName, Volume> described = new LinkedHashMap<>();
    private final Map<DeviceName, Volume> planned = new LinkedHashMap<>();
    private final Set<DeviceName> mounted = new HashSet<>();

    PlannedVolumes(DiskPlan disks, DeviceSpecs specs, Supplier<UUID> freshUuids) {
        this.disks = disks;
        this.specs = specs;
        this.freshUuids = freshUuids;
        disks.volumes().forEach(volume -> described.put(volume.device(), volume));
    }

    Volume of(DeviceName device) {
        return planned.get(device);
    }

    Optional<FileSystemType> typeOf(DeviceName device) {
        return Optional.ofNullable(described.get(device)).map(Volume::type);
    }

    /** Every volume, in the order of the disks, then of the layers. */
    List<Volume> all() {
        Stream<DeviceName> partitions = disks.drives().stream()
                .flatMap(drive -> drive.table().entries().stream()
                        .map(entry -> DeviceName.ofPartition(drive.drive(), entry.number())));
        return Stream.concat(partitions, new LayerStack(disks.layers()).devices().stream())
                .filter(planned::containsKey)
                .map(planned::get)
                .toList();
    }

    /** Mounts a device as a line of fstab does. @return why that cannot be */
    Optional<String> mount(FstabEntry entry, DeviceName device, FileSystemType type) {
        Optional<FileSystemType> asked = typeOf(device);
        if (asked.isPresent() && asked.get() != type && !(EXT.contains(type) && EXT.contains(asked.get()))) {
            return Optional.of(device.path() + " is " + type.text() + " here, and described as "
                    + asked.get().text());
        }
        if (type != FileSystemType.BTRFS) {
            Optional<String> mountPoint = entry.swap() ? Optional.empty() : Optional.of(entry.mountPoint());
            planned.put(device, volume(device, type).withMountPoint(mountPoint));
            return mounted.add(device) ? Optional.empty() : Optional.of(device.path() + " is mounted twice");
        }
        Optional<String> subvolume = subvolumeOf(entry);
        if (subvolume.isEmpty()
                && entry.option("subvolid").filter(id -> !id.matches("0|5")).isPresent()) {
            return Optional.of("the number of a subvolume is another one on every clone: write subvol=PATH");
        }
        planned.put(device, mounted(planned.getOrDefault(device, volume(device, type)), subvolume, entry.mountPoint()));
        mounted.add(device);
        return Optional.empty();
    }

    /** The subvolume that a line mounts; empty for the whole Btrfs, and for other file systems. */
    Optional<String> subvolumeOf(FstabEntry entry) {
        Optional<String> named =
                entry.option("subvol").map(path -> path.replaceFirst("^/+", "")).filter(path -> !path.isEmpty());
        if (named.isPresent() || entry.option("subvolid").isEmpty()) {
            return named;
        }
        return Stream.concat(described.values().stream(), planned.values().stream())
                .flatMap(volume -> volume.subvolumes().stream())
                .filter(s -> s.mountPoint().filter(entry.mountPoint()::equals).isPresent())
                .map(Volume.Subvolume::path)
                .findFirst();
    }

    private static Volume mounted(Volume volume, Optional<String> subvolume, String mountPoint) {
        List<Volume.Subvolume> all = new ArrayList<>();
        boolean known = false;
        for (Volume.Subvolume s : volume.subvolumes()) {
            boolean same = subvolume.filter(s.path()::equals).isPresent();
            known |= same;
            boolean moved = s.mountPoint().filter(mountPoint::equals).isPresent();
            all.add(
                    same
                            ? new Volume.Subvolume(s.path(), Optional.of(mountPoint))
                            : moved ? new Volume.Subvolume(s.path(), Optional.empty()) : s);
        }
        if (subvolume.isPresent() && !known) {
            all.add(new Volume.Subvolume(subvolume.get(), Optional.of(mountPoint)));
        }
        Volume with = volume.withSubvolumes(all);
        if (subvolume.isEmpty()) {
            return with.withMountPoint(Optional.of(mountPoint));
        }
        boolean moved = volume.mountPoint().filter(mountPoint::equals).isPresent();
        return moved ? with.withMountPoint(Optional.empty()) : with;
    }

    /**
     * Adds what is described and mounted by no line of fstab, and described swap partitions.
     *
     * @param raw partitions that are copied as they are
     * @return the described ones that were added
     */
    List<Volume> addOthers(Collection<DeviceName> raw) {
        List<Volume> added = described.values().stream()
                .filter(volume -> !planned.containsKey(volume.device()) && !raw.contains(volume.device()))
                .toList();
        added.forEach(volume -> planned.put(volume.device(), volume));
        disks.drives()
                .forEach(drive -> drive.table().entries().stream()
                        .filter(entry -> entry.type().isSwap())
                        .map(entry -> DeviceName.ofPartition(drive.drive(), entry.number()))
                        .filter(device -> !planned.containsKey(device) && !raw.contains(device) && !isMember(device))
                        .forEach(device -> planned.put(device, volume(device, FileSystemType.SWAP))));
        return added;
    }

    private boolean isMember(DeviceName device) {
        return disks.layers().stream().anyMatch(layer -> layer.members().contains(device));
    }

    private Volume volume(DeviceName device, FileSystemType type) {
        Volume known = described.get(device);
        if (known != null) {
            return new Volume(
                    device, type, known.mountPoint(), known.id(), known.label(), known.subvolumes(), known.usedBytes());
        }
        BlockIds ids = specs.ids(device);
        String id = ids.uuid().filter(type.idForm()::fits).orElseGet(() -> type.freshId(freshUuids));
        return new Volume(device, type, Optional.empty(), id, ids.label(), List.of(), OptionalLong.empty());
    }
}
