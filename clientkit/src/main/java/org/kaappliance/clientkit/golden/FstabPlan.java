package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kaappliance.clientkit.golden.PartitionEntry.Level;
import org.kaappliance.clientkit.text.ByteText;

/** Goes through the golden fstab: finds the volumes, and writes the clone's. */
final class FstabPlan {
    private final Map<String, PartitionTable> drives;
    private final Set<String> excludedDrives;
    private final DeviceSpecs specs;
    private final Supplier<UUID> freshUuids;
    private final boolean live;
    private final StringBuilder text = new StringBuilder();
    private final List<MountLine> mounts = new ArrayList<>();
    private final List<MountLine> swaps = new ArrayList<>();
    private final Map<GoldenDevice, Volume> volumes = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    FstabPlan(
            Map<String, PartitionTable> drives,
            CloneRequest request,
            Map<String, BlockIds> blocks,
            Supplier<UUID> freshUuids) {
        this.drives = drives;
        this.excludedDrives = request.excludedDrives();
        this.live = request.live();
        this.specs = new DeviceSpecs(blocks);
        this.freshUuids = freshUuids;
    }

    void read(String fstab) {
        int number = 0;
        for (String line : fstab.lines().toList()) {
            number++;
            text.append(FstabEntry.parse(number, line).map(this::entry).orElse(line))
                    .append('\n');
        }
    }

    /** Swap areas that are described and not in fstab are made, too. */
    void addUnmountedSwap() {
        drives.forEach((drive, description) -> description.entries().stream()
                .filter(e -> e.type().isSwap())
                .map(e -> new GoldenDevice(drive, e.number()))
                .filter(device -> !volumes.containsKey(device))
                .forEach(device -> volumes.put(device, volume(device, FileSystemType.SWAP, Optional.empty()))));
    }

    String text() {
        return text.toString();
    }

    List<MountLine> mounts() {
        List<MountLine> all = new ArrayList<>(mounts);
        all.addAll(swaps);
        return all;
    }

    Map<GoldenDevice, Volume> volumes() {
        return volumes;
    }

    List<String> problems() {
        return problems;
    }

    private String entry(FstabEntry entry) {
        String asWritten = entry.withSpec(entry.spec());
        if (!DeviceSpecs.namesBlockDevice(entry.spec())) {
            return asWritten;
        }
        List<GoldenDevice> found = meant(specs.resolve(entry.spec()));
        if (found.size() > 1) {
            if (!entry.optional()) {
                problems.add(where(entry) + "'" + ByteText.decode(entry.spec()) + "' is on more than one partition: "
                        + found.stream().map(GoldenDevice::path).collect(Collectors.joining(" ")));
            }
            return asWritten;
        }
        Optional<GoldenDevice> device = found.stream().findFirst();
        if (device.isPresent() && excludedDrives.contains(device.get().drive())) {
            return "# drive " + device.get().drive() + " is not cloned: " + asWritten;
        }
        if (device.isPresent() && drives.containsKey(device.get().drive())) {
            return onDescribedDrive(entry, device.get());
        }
        if (!entry.optional()) {
            problems.add(where(entry) + notDescribed(entry, device));
        }
        return asWritten;
    }

    /** Of several partitions with one UUID or label, those on described drives; else those on drives that are not excluded. */
    private List<GoldenDevice> meant(List<GoldenDevice> found) {
        List<GoldenDevice> described =
                found.stream().filter(d -> drives.containsKey(d.drive())).toList();
        if (!described.isEmpty()) {
            return described;
        }
        List<GoldenDevice> kept =
                found.stream().filter(d -> !excludedDrives.contains(d.drive())).toList();
        return kept.isEmpty() ? found.stream().limit(1).toList() : kept;
    }

    private String notDescribed(FstabEntry entry, Optional<GoldenDevice> device) {
        if (device.isPresent()) {
            String drive = device.get().drive();
            return "drive " + drive + " is neither described (-p " + drive + " FILE) nor excluded (-X " + drive + ")";
        }
        return live || entry.spec().startsWith("/dev/")
                ? "cannot tell which partition '" + ByteText.decode(entry.spec()) + "' is"
                : "'" + ByteText.decode(entry.spec()) + "' cannot be resolved in a tree: write the partition as /dev/"
                        + drives.keySet().iterator().next() + "N in the tree's etc/fstab";
    }

    private String onDescribedDrive(FstabEntry entry, GoldenDevice device) {
        Optional<FileSystemType> type = FileSystemType.ofText(entry.type());
        Optional<String> misfit = misfit(entry, device, type);
        if (misfit.isPresent()) {
            problems.add(where(entry) + misfit.get());
            return entry.withSpec(entry.spec());
        }
        Optional<String> mountPoint = entry.swap() ? Optional.empty() : Optional.of(entry.mountPoint());
        Volume volume = volume(device, type.orElseThrow(), mountPoint);
        volumes.put(device, volume);
        MountLine line =
                new MountLine(device.path(), ByteText.decode(entry.withSpec("").trim()));
        (entry.swap() ? swaps : mounts).add(line);
        return entry.withSpec(DeviceSpecs.survivesCloning(entry.spec()) ? entry.spec() : "UUID=" + volume.id());
    }

    private Optional<String> misfit(FstabEntry entry, GoldenDevice device, Optional<FileSystemType> type) {
        Optional<PartitionEntry> described = drives.get(device.drive()).number(device.partition());
        if (described.isEmpty()) {
            return Optional.of("the description of " + device.drive() + " has no partition " + device.partition());
        }
        if (described.get().level() == Level.EXTENDED) {
            return Optional.of(device.path() + " is described as the extended partition");
        }
        if (type.isEmpty()) {
            return Optional.of("file system " + entry.type() + " is not supported (expected one of "
                    + Stream.of(FileSystemType.values())
                            .map(FileSystemType::text)
                            .collect(Collectors.joining(", "))
                    + ")");
        }
        if (!entry.swap() && described.get().type().isSwap()) {
            return Optional.of(device.path() + " is described as swap");
        }
        if (!entry.swap()
                && (!entry.mountPoint().startsWith("/") || entry.mountPoint().contains("/.."))) {
            return Optional.of("'" + ByteText.decode(entry.file()) + "' is no absolute mount point");
        }
        return volumes.containsKey(device) ? Optional.of(device.path() + " is mounted twice") : Optional.empty();
    }

    private Volume volume(GoldenDevice device, FileSystemType type, Optional<String> mountPoint) {
        BlockIds ids = specs.ids(device);
        String id = ids.uuid().orElseGet(() -> type.freshId(freshUuids));
        return new Volume(
                DeviceName.ofPartition(device.drive(), device.partition()), type, mountPoint, id, ids.label());
    }

    private static String where(FstabEntry entry) {
        return "fstab line " + entry.line() + " (" + ByteText.decode(entry.file()) + "): ";
    }
}
