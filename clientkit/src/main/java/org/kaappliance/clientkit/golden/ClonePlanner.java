package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Supplier;
import org.kaappliance.clientkit.golden.PartitionEntry.Level;

/** Makes the plan out of the request and what was read. Pure. */
final class ClonePlanner {
    private final CloneRequest request;
    private final Map<String, PartitionTable> descriptions = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private ClonePlanner(CloneRequest request) {
        this.request = request;
    }

    static ClonePlan plan(CloneRequest request, GoldenFacts facts, Supplier<UUID> freshUuids) throws PlanException {
        return new ClonePlanner(request).plan(facts, freshUuids);
    }

    private ClonePlan plan(GoldenFacts facts, Supplier<UUID> freshUuids) throws PlanException {
        request.drives().forEach(this::describe);
        request.excludedDirs().forEach(this::checkExcluded);
        if (!problems.isEmpty()) {
            throw new PlanException(problems);
        }
        FstabPlan fstab = new FstabPlan(descriptions, request, facts.blocks(), freshUuids);
        fstab.read(facts.fstab());
        fstab.addUnmountedSwap();
        problems.addAll(fstab.problems());
        Optional<GoldenDevice> boot = bootDevice(fstab.volumes());
        if (boot.isEmpty() && problems.isEmpty()) {
            problems.add("fstab mounts no / from a described drive");
        }
        if (!problems.isEmpty()) {
            throw new PlanException(problems);
        }
        if (!request.bootLoader().unusedArguments().isEmpty()) {
            warnings.add("not used by this boot loader step: "
                    + String.join(" ", request.bootLoader().unusedArguments()));
        }
        List<DrivePlan> drives = new ArrayList<>();
        descriptions.forEach((name, table) -> drives.add(drive(name, table, fstab.volumes(), boot.orElseThrow())));
        return new ClonePlan(
                new DiskPlan(drives, List.of(), inDiskOrder(fstab.volumes())),
                new ContentPlan(fstab.mounts(), request.excludedDirs(), request.verify()),
                new FinishPlan(fstab.text(), request.bootLoader()),
                warnings);
    }

    private List<Volume> inDiskOrder(Map<GoldenDevice, Volume> volumes) {
        List<Volume> ordered = new ArrayList<>();
        descriptions.forEach((name, table) -> table.entries().stream()
                .map(entry -> volumes.get(new GoldenDevice(name, entry.number())))
                .filter(Objects::nonNull)
                .forEach(ordered::add));
        return ordered;
    }

    private void describe(DriveDescription drive) {
        if (request.excludedDrives().contains(drive.drive())) {
            problems.add("drive " + drive.drive() + " is both described and excluded");
        }
        try {
            if (descriptions.put(drive.drive(), PartitionTable.parseDesc(drive.text())) != null) {
                problems.add("drive " + drive.drive() + " is described twice");
            }
        } catch (PlanException e) {
            e.problems().forEach(p -> problems.add("description of " + drive.drive() + ", " + p));
        }
    }

    private void checkExcluded(String dir) {
        if (!dir.startsWith("/") || dir.equals("/")) {
            problems.add("excluded directory '" + dir + "' is not an absolute path below /");
        }
    }

    private DrivePlan drive(String name, PartitionTable table, Map<GoldenDevice, Volume> volumes, GoldenDevice boot) {
        OptionalInt bootable = OptionalInt.empty();
        for (PartitionEntry entry : table.entries()) {
            GoldenDevice device = new GoldenDevice(name, entry.number());
            if (!volumes.containsKey(device) && entry.level() != Level.EXTENDED) {
                warnings.add(device.path() + " (type " + entry.type()
                        + ") has no mount point in fstab: it is made and stays unformatted");
            }
            if (device.equals(boot) && entry.level() == Level.PRIMARY) {
                bootable = OptionalInt.of(entry.number());
            }
        }
        return new DrivePlan(name, table, bootable);
    }

    private static Optional<GoldenDevice> bootDevice(Map<GoldenDevice, Volume> volumes) {
        Optional<GoldenDevice> root = mountedAt("/", volumes);
        return root.isEmpty() ? root : mountedAt("/boot", volumes).or(() -> root);
    }

    private static Optional<GoldenDevice> mountedAt(String mountPoint, Map<GoldenDevice, Volume> volumes) {
        return volumes.entrySet().stream()
                .filter(e ->
                        e.getValue().mountPoint().filter(mountPoint::equals).isPresent())
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
