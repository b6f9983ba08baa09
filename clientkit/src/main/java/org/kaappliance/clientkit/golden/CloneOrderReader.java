package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.UUID;
import org.kaappliance.clientkit.text.TabLine;
import org.kaappliance.config.MacAddress;

/** Reads the lines of a clone order whose digest was checked. Every line has its number of fields, or the order is refused. */
final class CloneOrderReader {
    private final TreeSet<MacAddress> nodes = new TreeSet<>();
    private final List<DrivePlan> drives = new ArrayList<>();
    private final List<MountLine> mounts = new ArrayList<>();
    private final List<String> excludedDirs = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private Optional<String> job = Optional.empty();
    private Optional<String> fstab = Optional.empty();
    private Optional<BootLoader> bootLoader = Optional.empty();

    private Optional<String> drive = Optional.empty();
    private final List<String> partitions = new ArrayList<>();
    private final List<Volume> volumes = new ArrayList<>();
    private OptionalInt bootable = OptionalInt.empty();

    CloneOrder read(List<String> lines) throws PlanException {
        for (int i = 1; i < lines.size(); i++) {
            try {
                line(TabLine.decode(lines.get(i)));
            } catch (IllegalArgumentException e) {
                throw new PlanException("description line " + (i + 1) + ": " + e.getMessage());
            }
        }
        endDrive();
        if (job.isEmpty() || fstab.isEmpty() || bootLoader.isEmpty() || nodes.isEmpty() || drives.isEmpty()) {
            throw new PlanException("the description lacks one of job, node, drive, bootloader, fstab");
        }
        ClonePlan plan = new ClonePlan(drives, fstab.get(), mounts, excludedDirs, bootLoader.get(), warnings);
        return new CloneOrder(job.get(), nodes, plan);
    }

    private void line(TabLine line) throws PlanException {
        List<String> f = line.fields();
        switch (line.keyword() + "/" + f.size()) {
            case "job/2" -> job = once(job, f.get(1));
            case "node/2" -> nodes.add(MacAddress.parse(f.get(1)));
            case "drive/2" -> beginDrive(f.get(1));
            case "partition/2" -> partitions.add(f.get(1));
            case "bootable/2" -> bootable = OptionalInt.of(Integer.parseInt(f.get(1)));
            case "volume/6" -> volumes.add(volume(f));
            case "mount/3" -> mounts.add(new MountLine(f.get(1), f.get(2)));
            case "exclude/2" -> excludedDirs.add(f.get(1));
            case "warning/2" -> warnings.add(f.get(1));
            case "bootloader/2" -> bootLoader = once(bootLoader, BootLoader.parse(f.get(1)));
            case "fstab/2" -> fstab = once(fstab, f.get(1));
            default -> throw new IllegalArgumentException("unknown line '" + TabLine.escape(line.keyword()) + "'");
        }
    }

    private static <T> Optional<T> once(Optional<T> before, T value) {
        if (before.isPresent()) {
            throw new IllegalArgumentException("said twice");
        }
        return Optional.of(value);
    }

    private void beginDrive(String name) throws PlanException {
        endDrive();
        drive = Optional.of(name);
    }

    private void endDrive() throws PlanException {
        if (drive.isPresent()) {
            PartitionDescription description = PartitionDescription.parse(String.join("\n", partitions));
            drives.add(new DrivePlan(drive.get(), description, volumes, bootable));
        } else if (!partitions.isEmpty() || !volumes.isEmpty()) {
            throw new PlanException("the description has partitions before the first drive");
        }
        partitions.clear();
        volumes.clear();
        bootable = OptionalInt.empty();
    }

    private static Volume volume(List<String> f) {
        FileSystemType type = FileSystemType.ofText(f.get(2))
                .orElseThrow(() -> new IllegalArgumentException("unknown file system " + TabLine.escape(f.get(2))));
        return new Volume(
                Integer.parseInt(f.get(1)), type, given(f.get(4)), UUID.fromString(f.get(3)), given(f.get(5)));
    }

    private static Optional<String> given(String field) {
        return field.isEmpty() ? Optional.empty() : Optional.of(field);
    }
}
