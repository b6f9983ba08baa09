package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.kaappliance.clientkit.golden.PartitionEntry.Level;

/** Makes the plan out of the request and what was read. Pure. */
final class ClonePlanner {
    private final CloneRequest request;
    private final GoldenFacts facts;
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private ClonePlanner(CloneRequest request, GoldenFacts facts) {
        this.request = request;
        this.facts = facts;
        warnings.addAll(facts.warnings());
    }

    static ClonePlan plan(CloneRequest request, GoldenFacts facts, Supplier<UUID> freshUuids) throws PlanException {
        return new ClonePlanner(request, facts).plan(freshUuids);
    }

    private ClonePlan plan(Supplier<UUID> freshUuids) throws PlanException {
        DiskPlan described = described(freshUuids);
        FstabPlan fstab = new FstabPlan(described, request, facts, freshUuids);
        fstab.read(facts.fstab());
        fstab.addOthers();
        problems.addAll(fstab.problems());
        List<Volume> volumes = fstab.volumes().all();
        checkMountPoints(volumes);
        throwProblems();
        warnAboutLoader();
        List<DrivePlan> drives = new ArrayList<>();
        Set<DeviceName> boot =
                fstab.stack().partitionsBeneath(bootDevice(volumes).orElseThrow());
        described.drives().forEach(drive -> {
            warnAboutEmpty(drive, described.layers(), volumes);
            drives.add(new DrivePlan(drive.drive(), drive.table(), active(drive, boot)));
        });
        return new ClonePlan(
                new DiskPlan(drives, described.layers(), volumes, described.choice()),
                new ContentPlan(
                        fstab.mounts(),
                        request.excludedDirs(),
                        bootCode(),
                        request.raw().devices(),
                        request.verify()),
                new FinishPlan(fstab.text(), request.bootLoader()),
                warnings);
    }

    private DiskPlan described(Supplier<UUID> freshUuids) throws PlanException {
        DiskPlan described = new DiskPlan(List.of(), List.of(), List.of());
        try {
            described = DescribedDisks.of(request, facts.here(), freshUuids);
        } catch (PlanException e) {
            problems.addAll(e.problems());
        }
        request.excludedDirs().forEach(this::checkExcluded);
        new RawCheck(request, facts, described, problems, warnings).check();
        throwProblems();
        return described;
    }

    private List<BootCode> bootCode() {
        return Stream.concat(facts.bootCode().stream(), request.raw().bootCode().stream())
                .toList();
    }

    private void throwProblems() throws PlanException {
        if (!problems.isEmpty()) {
            throw new PlanException(problems);
        }
    }

    private void checkExcluded(String dir) {
        if (!dir.startsWith("/") || dir.equals("/")) {
            problems.add("excluded directory '" + dir + "' is not an absolute path below /");
        }
    }

    private void checkMountPoints(List<Volume> volumes) {
        Set<String> seen = new HashSet<>();
        new DiskPlan(List.of(), List.of(), volumes)
                .mountPoints().stream()
                        .filter(mountPoint -> !seen.add(mountPoint))
                        .forEach(mountPoint -> problems.add("two file systems are mounted at " + mountPoint));
        if (!seen.contains("/") && problems.isEmpty()) {
            problems.add("neither fstab nor a description mounts a described file system at /");
        }
    }

    /** {@code --with=MODULE} goes into the initramfs. */
    private void warnAboutLoader() {
        List<String> unused = request.bootLoader().unusedArguments().stream()
                .filter(argument -> !argument.startsWith("--with="))
                .toList();
        if (!unused.isEmpty()) {
            warnings.add("not used by this boot loader step: " + String.join(" ", unused));
        }
    }

    private void warnAboutEmpty(DrivePlan drive, List<StorageLayer> layers, List<Volume> volumes) {
        for (PartitionEntry entry : drive.table().entries()) {
            DeviceName device = DeviceName.ofPartition(drive.drive(), entry.number());
            boolean used = volumes.stream().anyMatch(v -> v.device().equals(device))
                    || layers.stream().anyMatch(layer -> layer.members().contains(device))
                    || request.raw().partitions().contains(device);
            if (!used && entry.level() != Level.EXTENDED && !entry.type().equals(PartitionType.GPT_BIOS_BOOT)) {
                warnings.add(device.path() + " (type " + entry.type()
                        + ") has no mount point in fstab: it is made and stays unformatted");
            }
        }
    }

    /** The described active partition, else the primary one that carries the boot device. */
    private static OptionalInt active(DrivePlan drive, Set<DeviceName> boot) {
        if (drive.bootable().isPresent() || drive.table().label() != DiskLabel.DOS) {
            return drive.bootable();
        }
        return drive.table().atLevel(Level.PRIMARY).stream()
                .mapToInt(PartitionEntry::number)
                .filter(number -> boot.contains(DeviceName.ofPartition(drive.drive(), number)))
                .findFirst();
    }

    private static Optional<DeviceName> bootDevice(List<Volume> volumes) {
        return mountedAt("/boot", volumes).or(() -> mountedAt("/", volumes));
    }

    private static Optional<DeviceName> mountedAt(String mountPoint, List<Volume> volumes) {
        return volumes.stream()
                .filter(v -> v.mountedAt(mountPoint))
                .map(Volume::device)
                .findFirst();
    }
}
