package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.kaappliance.clientkit.golden.PartitionEntry.Level;

/**
 * The disks that are asked for: as the texts of the request describe them, completed by what the golden node itself has on drives that are
 * described in the seed's format; without any text as the golden node is.
 */
final class DescribedDisks {
    private final CloneRequest request;
    private final DiskPlan here;
    private final Supplier<UUID> freshUuids;
    private final Map<String, DrivePlan> drives = new LinkedHashMap<>();
    private final Set<String> inSeedFormat = new HashSet<>();
    private final List<StorageLayer> layers = new ArrayList<>();
    private final Map<DeviceName, Volume> volumes = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    private DescribedDisks(CloneRequest request, DiskPlan here, Supplier<UUID> freshUuids) {
        this.request = request;
        this.here = here;
        this.freshUuids = freshUuids;
    }

    /** @throws PlanException with every problem of the descriptions */
    static DiskPlan of(CloneRequest request, DiskPlan here, Supplier<UUID> freshUuids) throws PlanException {
        return new DescribedDisks(request, here, freshUuids).all();
    }

    private DiskPlan all() throws PlanException {
        Set<String> texts = new HashSet<>();
        for (DriveDescription drive : request.drives()) {
            if (request.excludedDrives().contains(drive.drive())) {
                problems.add("drive " + drive.drive() + " is both described and excluded");
            }
            boolean full = DescriptionParser.recognises(drive.text());
            if (!full || texts.add(drive.text())) {
                read(drive, full);
            } else {
                requireNamed(drive);
            }
        }
        if (request.drives().isEmpty()) {
            here();
        }
        if (!problems.isEmpty()) {
            throw new PlanException(problems);
        }
        completeFrom(here);
        return new DiskPlan(List.copyOf(drives.values()), layers, List.copyOf(volumes.values()));
    }

    private void read(DriveDescription drive, boolean full) {
        try {
            if (full) {
                takeAll(drive, DescriptionParser.parse(drive.text(), freshUuids));
            } else {
                take(new DrivePlan(drive.drive(), PartitionTable.parseDesc(drive.text()), OptionalInt.empty()));
                inSeedFormat.add(drive.drive());
            }
        } catch (PlanException e) {
            e.problems().forEach(p -> problems.add("description of " + drive.drive() + ", " + p));
        }
    }

    private void take(DrivePlan drive) {
        if (drives.put(drive.drive(), drive) != null) {
            problems.add("drive " + drive.drive() + " is described twice");
        }
    }

    /** All drives of a fuller description; each must be named, so that none is erased unasked. */
    private void takeAll(DriveDescription named, DiskPlan plan) {
        Set<DeviceName> left = new HashSet<>();
        for (DrivePlan drive : plan.drives()) {
            if (request.drives().stream().anyMatch(d -> d.drive().equals(drive.drive()))) {
                take(drive);
                left.addAll(partitions(drive));
            } else if (!request.excludedDrives().contains(drive.drive())) {
                problems.add("the description of " + named.drive() + " describes " + drive.drive()
                        + ", too: name it (-p " + drive.drive() + " FILE) or exclude it (-X " + drive.drive() + ")");
            }
        }
        requireNamed(named);
        LayerStack kept = new LayerStack(plan.layers()).on(left);
        left.addAll(kept.devices());
        plan.layers().stream()
                .filter(layer -> !kept.layers().contains(layer))
                .forEach(layer -> problems.add(
                        "the description of " + named.drive() + " puts " + name(layer) + " on an excluded drive"));
        layers.addAll(kept.layers());
        plan.volumes().stream().filter(v -> left.contains(v.device())).forEach(v -> volumes.put(v.device(), v));
    }

    private void requireNamed(DriveDescription named) {
        if (problems.isEmpty() && !drives.containsKey(named.drive())) {
            problems.add("the description of " + named.drive() + " does not describe it");
        }
    }

    /** The golden node's own drives with mounted file systems. */
    private void here() {
        Set<String> inUse = inUse(here);
        here.drives().stream()
                .filter(drive -> inUse.contains(drive.drive())
                        && !request.excludedDrives().contains(drive.drive()))
                .forEach(drive -> {
                    take(drive);
                    inSeedFormat.add(drive.drive());
                });
        if (drives.isEmpty()) {
            problems.add("which drive? "
                    + (request.live()
                            ? "No drive of this host has a partition table and a mounted file system"
                            : "A tree does not say how its disks are")
                    + ": describe one with -p DRIVE FILE");
        }
    }

    /** The drives that carry a mounted file system. */
    static Set<String> inUse(DiskPlan plan) {
        LayerStack stack = new LayerStack(plan.layers());
        return plan.volumes().stream()
                .filter(DescribedDisks::isUsed)
                .flatMap(volume -> stack.partitionsBeneath(volume.device()).stream())
                .flatMap(partition -> partition.partition().stream())
                .map(GoldenDevice::drive)
                .collect(Collectors.toSet());
    }

    /** A plan of fewer drives: what lies on others too is left out. */
    static DiskPlan on(Set<String> drives, DiskPlan plan) {
        List<DrivePlan> kept =
                plan.drives().stream().filter(d -> drives.contains(d.drive())).toList();
        Set<DeviceName> left =
                kept.stream().flatMap(d -> partitions(d).stream()).collect(Collectors.toCollection(HashSet::new));
        LayerStack stack = new LayerStack(plan.layers()).on(left);
        left.addAll(stack.devices());
        return new DiskPlan(
                kept,
                stack.layers(),
                plan.volumes().stream().filter(v -> left.contains(v.device())).toList());
    }

    private static boolean isUsed(Volume volume) {
        return volume.mountPoint().isPresent()
                || volume.subvolumes().stream().anyMatch(s -> s.mountPoint().isPresent());
    }

    private void completeFrom(DiskPlan golden) {
        Set<DeviceName> left = drives.values().stream()
                .filter(drive -> inSeedFormat.contains(drive.drive()))
                .flatMap(drive -> partitions(drive).stream())
                .collect(Collectors.toCollection(HashSet::new));
        LayerStack kept = new LayerStack(golden.layers()).on(left);
        layers.addAll(kept.layers());
        left.addAll(kept.devices());
        golden.volumes().stream()
                .filter(volume -> left.contains(volume.device()) && fits(volume))
                .forEach(volume -> volumes.putIfAbsent(volume.device(), volume));
    }

    /** A partition that is described as swap holds nothing else, whatever is there on the golden node. */
    private boolean fits(Volume volume) {
        Optional<PartitionType> type = volume.device()
                .partition()
                .flatMap(d -> drives.get(d.drive()).table().number(d.partition()))
                .map(PartitionEntry::type);
        return type.isEmpty() || !type.get().isSwap() || volume.type() == FileSystemType.SWAP;
    }

    private static Set<DeviceName> partitions(DrivePlan drive) {
        return drive.table().entries().stream()
                .filter(entry -> entry.level() != Level.EXTENDED)
                .map(entry -> DeviceName.ofPartition(drive.drive(), entry.number()))
                .collect(Collectors.toSet());
    }

    private static String name(StorageLayer layer) {
        return layer.device()
                .map(DeviceName::text)
                .orElseGet(() -> layer instanceof StorageLayer.VolumeGroup group ? group.name() : "a layer");
    }
}
