package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kaappliance.clientkit.golden.PartitionEntry.Level;
import org.kaappliance.clientkit.text.ByteText;

/** Goes through the golden fstab: finds the volumes that it mounts, and writes the clone's. */
final class FstabPlan {
    private final DiskPlan described;
    private final CloneRequest request;
    private final DeviceSpecs specs;
    private final PlannedVolumes volumes;
    private final StringBuilder text = new StringBuilder();
    private final List<MountLine> mounts = new ArrayList<>();
    private final List<MountLine> swaps = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    FstabPlan(DiskPlan described, CloneRequest request, GoldenFacts facts, Supplier<UUID> freshUuids) {
        this.described = described;
        this.request = request;
        this.specs = new DeviceSpecs(described, facts);
        this.volumes = new PlannedVolumes(described, specs, freshUuids);
    }

    void read(String fstab) {
        int number = 0;
        for (String line : fstab.lines().toList()) {
            number++;
            text.append(FstabEntry.parse(number, line).map(this::entry).orElse(line))
                    .append('\n');
        }
    }

    /** What is described and not in fstab: it is made, too, and what is mounted travels. */
    void addOthers() {
        for (Volume volume : volumes.addOthers(request.raw().partitions())) {
            volume.mountPoint().ifPresent(mount -> mounts.add(line(volume, mount)));
            volume.subvolumes().forEach(s -> s.mountPoint().ifPresent(mount -> mounts.add(line(volume, mount))));
        }
    }

    String text() {
        return text.toString();
    }

    List<MountLine> mounts() {
        return Stream.concat(mounts.stream(), swaps.stream()).toList();
    }

    PlannedVolumes volumes() {
        return volumes;
    }

    LayerStack stack() {
        return specs.stack();
    }

    List<String> problems() {
        return problems;
    }

    private static MountLine line(Volume volume, String mountPoint) {
        return new MountLine(
                volume.device().path(), mountPoint + " " + volume.type().text());
    }

    private String entry(FstabEntry entry) {
        String asWritten = entry.withSpec(entry.spec());
        if (!DeviceSpecs.namesBlockDevice(entry.spec())) {
            return asWritten;
        }
        List<DeviceName> found = meant(specs.resolve(entry.spec()));
        if (found.size() > 1) {
            if (!entry.optional()) {
                problems.add(where(entry) + "'" + ByteText.decode(entry.spec()) + "' is on more than one device: "
                        + found.stream().map(DeviceName::path).collect(Collectors.joining(" ")));
            }
            return asWritten;
        }
        Optional<DeviceName> device = found.stream().findFirst();
        Optional<String> excluded = device.flatMap(d -> firstDrive(d, request.excludedDrives()));
        if (excluded.isPresent()) {
            return "# drive " + excluded.get() + " is not cloned: " + asWritten;
        }
        if (device.filter(this::isDescribed).isPresent()) {
            return onDescribedDrive(entry, device.get());
        }
        if (!entry.optional()) {
            problems.add(where(entry) + notDescribed(entry, device));
        }
        return asWritten;
    }

    /** Of several devices with one UUID or label, those that are described; else those on drives that are not excluded. */
    private List<DeviceName> meant(List<DeviceName> found) {
        List<DeviceName> wanted = found.stream().filter(this::isDescribed).toList();
        if (!wanted.isEmpty()) {
            return wanted;
        }
        List<DeviceName> kept = found.stream()
                .filter(d -> firstDrive(d, request.excludedDrives()).isEmpty())
                .toList();
        return kept.isEmpty() ? found.stream().limit(1).toList() : kept;
    }

    private boolean isDescribed(DeviceName device) {
        return firstDrive(device, driveNames()).isPresent()
                        && device.partition().isPresent()
                || new LayerStack(described.layers()).devices().contains(device);
    }

    private Set<String> driveNames() {
        return described.drives().stream().map(DrivePlan::drive).collect(Collectors.toSet());
    }

    /** The first of these drives that a device lies on. */
    private Optional<String> firstDrive(DeviceName device, Collection<String> drives) {
        return drivesBeneath(device).filter(drives::contains).findFirst();
    }

    private Stream<String> drivesBeneath(DeviceName device) {
        return specs.stack().partitionsBeneath(device).stream()
                .flatMap(p -> p.partition().stream())
                .map(GoldenDevice::drive);
    }

    private String notDescribed(FstabEntry entry, Optional<DeviceName> device) {
        Optional<String> missing = device.flatMap(
                d -> drivesBeneath(d).filter(x -> !driveNames().contains(x)).findFirst());
        if (missing.isPresent()) {
            return "drive " + missing.get() + " is neither described (-p " + missing.get() + " FILE) nor excluded (-X "
                    + missing.get() + ")";
        }
        if (device.isPresent()) {
            return device.get().path() + " is not in the description of "
                    + String.join(", ", drivesBeneath(device.get()).distinct().toList());
        }
        return request.live() || entry.spec().startsWith("/dev/")
                ? "cannot tell which device '" + ByteText.decode(entry.spec()) + "' is"
                : "'" + ByteText.decode(entry.spec())
                        + "' is in no description: give the volume in it this id or label (see 'golden describe --full'),"
                        + " or write the partition as /dev/"
                        + described.drives().get(0).drive()
                        + "N in the tree's etc/fstab";
    }

    private String onDescribedDrive(FstabEntry entry, DeviceName device) {
        if (request.raw().partitions().contains(device)) {
            return entry.withSpec(entry.spec());
        }
        Optional<FileSystemType> type = FileSystemType.ofText(entry.type()).or(() -> volumes.typeOf(device));
        Optional<String> misfit =
                misfit(entry, device, type).or(() -> volumes.mount(entry, device, type.orElseThrow()));
        if (misfit.isPresent()) {
            problems.add(where(entry) + misfit.get());
            return entry.withSpec(entry.spec());
        }
        Volume volume = volumes.of(device);
        FstabEntry kept = volumes.subvolumeOf(entry).map(entry::withSubvolume).orElse(entry);
        MountLine line =
                new MountLine(device.path(), ByteText.decode(kept.withSpec("").trim()));
        (entry.swap() ? swaps : mounts).add(line);
        return kept.withSpec(specs.survivesCloning(entry.spec(), volume) ? entry.spec() : "UUID=" + volume.id());
    }

    private Optional<String> misfit(FstabEntry entry, DeviceName device, Optional<FileSystemType> type) {
        Optional<GoldenDevice> partition = device.partition();
        Optional<PartitionEntry> asked = partition.flatMap(this::described);
        if (partition.isPresent() && asked.isEmpty()) {
            return Optional.of("the description of " + partition.get().drive() + " has no partition "
                    + partition.get().partition());
        }
        if (asked.filter(e -> e.level() == Level.EXTENDED).isPresent()) {
            return Optional.of(device.path() + " is described as the extended partition");
        }
        if (described.layers().stream().anyMatch(layer -> layer.members().contains(device))) {
            return Optional.of(device.path() + " is described as a part of RAID, LVM or LUKS");
        }
        if (type.isEmpty()) {
            return Optional.of("file system " + entry.type() + " is not supported (expected one of "
                    + Stream.of(FileSystemType.values())
                            .map(FileSystemType::text)
                            .collect(Collectors.joining(", "))
                    + ")");
        }
        if (!entry.swap() && asked.filter(e -> e.type().isSwap()).isPresent()) {
            return Optional.of(device.path() + " is described as swap");
        }
        boolean path = entry.mountPoint().startsWith("/") && !entry.mountPoint().contains("/..");
        return entry.swap() || path
                ? Optional.empty()
                : Optional.of("'" + ByteText.decode(entry.file()) + "' is no absolute mount point");
    }

    private Optional<PartitionEntry> described(GoldenDevice partition) {
        return described.drives().stream()
                .filter(drive -> drive.drive().equals(partition.drive()))
                .flatMap(drive -> drive.table().number(partition.partition()).stream())
                .findFirst();
    }

    private static String where(FstabEntry entry) {
        return "fstab line " + entry.line() + " (" + ByteText.decode(entry.file()) + "): ";
    }
}
