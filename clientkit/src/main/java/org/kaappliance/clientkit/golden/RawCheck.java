package org.kaappliance.clientkit.golden;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.kaappliance.clientkit.golden.PartitionEntry.Level;

/**
 * Finds out whether boot code and partitions can be copied as a request asks. What has no partition number is {@link ImageDrives}' to check, which
 * refuses all that is no whole drive.
 */
final class RawCheck {
    private final CloneRequest request;
    private final GoldenFacts facts;
    private final DiskPlan described;
    private final List<String> problems;
    private final List<String> warnings;

    RawCheck(
            CloneRequest request, GoldenFacts facts, DiskPlan described, List<String> problems, List<String> warnings) {
        this.request = request;
        this.facts = facts;
        this.described = described;
        this.problems = problems;
        this.warnings = warnings;
    }

    void check() {
        RawParts raw = request.raw();
        if (!request.live()) {
            raw.takenBootCode().stream()
                    .filter(drive -> facts.here().drives().stream()
                            .noneMatch(d -> d.drive().equals(drive)))
                    .forEach(drive -> problems.add(
                            "-m " + drive + ": a tree has no drive to read boot code from; give it with -M"));
            raw.partitions().stream()
                    .filter(device -> entry(facts.here(), device).isEmpty())
                    .forEach(device -> problems.add("-D " + device + ": a tree has no partitions to copy"));
        }
        Set<String> coded = new HashSet<>();
        Stream.concat(raw.takenBootCode().stream(), raw.bootCode().stream().map(BootCode::drive))
                .forEach(drive -> bootCode(drive, coded));
        Set<DeviceName> copied = new HashSet<>();
        raw.partitions().stream()
                .filter(device -> device.partition().isPresent())
                .forEach(device -> partition(device, copied));
    }

    private void bootCode(String drive, Set<String> coded) {
        if (!coded.add(drive)) {
            problems.add("boot code for " + drive + " is given twice");
        }
        if (problems.isEmpty()
                && described.drives().stream().noneMatch(d -> d.drive().equals(drive))) {
            problems.add("boot code for " + drive + ": the drive is not cloned");
        }
        if (request.bootLoader().kind() != BootLoader.Kind.NONE) {
            warnings.add("the boot loader " + request.bootLoader().kind().text() + " may write over the boot code of "
                    + drive + ": '-r none' keeps it");
        }
    }

    private void partition(DeviceName device, Set<DeviceName> copied) {
        if (!copied.add(device)) {
            problems.add("-D " + device + " is given twice");
            return;
        }
        Optional<PartitionEntry> wanted = entry(described, device);
        if (problems.isEmpty()
                && wanted.filter(e -> e.level() != Level.EXTENDED).isEmpty()) {
            problems.add("-D " + device + ": it is no partition that is cloned");
            return;
        }
        if (described.layers().stream().anyMatch(layer -> layer.members().contains(device))) {
            problems.add("-D " + device + ": it is a part of RAID, LVM or LUKS");
        }
        if (facts.written().contains(device.text())) {
            problems.add("-D " + device
                    + ": its file system is mounted and may be written to while it is copied: unmount it, or"
                    + " mount it read-only until the clone is over");
        }
        Optional<Long> golden = entry(facts.here(), device)
                .flatMap(e ->
                        e.mebibytes().isPresent() ? Optional.of(e.mebibytes().getAsLong()) : Optional.empty());
        if (golden.isPresent()
                && wanted.isPresent()
                && wanted.get().mebibytes().isPresent()
                && wanted.get().mebibytes().getAsLong() < golden.get()) {
            problems.add("-D " + device + " has " + golden.get() + " MiB, and is described with "
                    + wanted.get().mebibytes().getAsLong());
        }
    }

    private static Optional<PartitionEntry> entry(DiskPlan plan, DeviceName device) {
        return device.partition()
                .flatMap(p -> plan.drives().stream()
                        .filter(drive -> drive.drive().equals(p.drive()))
                        .flatMap(drive -> drive.table().number(p.partition()).stream())
                        .findFirst());
    }
}
