package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Supplier;
import org.kaappliance.clientkit.golden.DescEntry.Level;

/** Makes the plan out of the request and what was read. Pure. */
final class ClonePlanner {
    private final CloneRequest request;
    private final Map<String, PartitionDescription> descriptions = new LinkedHashMap<>();
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
        descriptions.forEach((name, text) -> drives.add(drive(name, text, fstab.volumes(), boot.orElseThrow())));
        return new ClonePlan(
                drives, fstab.text(), fstab.mounts(), request.excludedDirs(), request.bootLoader(), warnings);
    }

    private void describe(DriveDescription drive) {
        if (request.excludedDrives().contains(drive.drive())) {
            problems.add("drive " + drive.drive() + " is both described and excluded");
        }
        try {
            if (descriptions.put(drive.drive(), PartitionDescription.parse(drive.text())) != null) {
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

    private DrivePlan drive(
            String name, PartitionDescription description, Map<GoldenDevice, Volume> volumes, GoldenDevice boot) {
        List<Volume> own = new ArrayList<>();
        OptionalInt bootable = OptionalInt.empty();
        for (DescEntry entry : description.entries()) {
            GoldenDevice device = new GoldenDevice(name, entry.number());
            if (volumes.containsKey(device)) {
                own.add(volumes.get(device));
            } else if (entry.level() != Level.EXTENDED) {
                warnings.add(device.path() + " (type " + Integer.toHexString(entry.type())
                        + ") has no mount point in fstab: it is made and stays unformatted");
            }
            if (device.equals(boot) && entry.level() == Level.PRIMARY) {
                bootable = OptionalInt.of(entry.number());
            }
        }
        return new DrivePlan(name, description, own, bootable);
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
