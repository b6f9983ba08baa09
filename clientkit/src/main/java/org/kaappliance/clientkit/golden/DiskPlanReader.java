package org.kaappliance.clientkit.golden;

import static org.kaappliance.clientkit.golden.DiskPlanText.given;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.kaappliance.clientkit.golden.StorageLayer.LogicalVolume;
import org.kaappliance.clientkit.golden.StorageLayer.LuksContainer;
import org.kaappliance.clientkit.golden.StorageLayer.RaidArray;
import org.kaappliance.clientkit.golden.StorageLayer.VolumeGroup;
import org.kaappliance.clientkit.text.TabLine;
import org.kaappliance.config.MacAddress;

/** Reads what {@link DiskPlanText} wrote. Every line has its number of fields, and stands behind what it belongs to. */
final class DiskPlanReader {
    private final List<DrivePlan> drives = new ArrayList<>();
    private final List<StorageLayer> layers = new ArrayList<>();
    private final List<Volume> volumes = new ArrayList<>();
    private DiskChoice choice = DiskChoice.BY_CONNECTION;

    /** False for a line of another part. */
    boolean take(List<String> f) {
        switch (f.get(0) + "/" + f.size()) {
            case "drive/3" ->
                drives.add(
                        new DrivePlan(f.get(1), new PartitionTable(label(f.get(2)), List.of()), OptionalInt.empty()));
            case "image/5" ->
                drives.add(DrivePlan.copied(
                        f.get(1),
                        new DriveImage(
                                Long.parseLong(f.get(2)), Long.parseLong(f.get(3)), Integer.parseInt(f.get(4)))));
            case "partition/7" -> partition(f);
            case "bootable/2" ->
                drive(new DrivePlan(
                        lastDrive().drive(), lastDrive().table(), OptionalInt.of(Integer.parseInt(f.get(1)))));
            case "raid/8" ->
                layers.add(new RaidArray(
                        new DeviceName(f.get(1)),
                        f.get(2),
                        names(f.get(7)),
                        number(f.get(3)),
                        f.get(4),
                        given(f.get(5)),
                        given(f.get(6))));
            case "group/4" -> layers.add(new VolumeGroup(f.get(1), names(f.get(3)), Long.parseLong(f.get(2))));
            case "logical/5" ->
                layers.add(new LogicalVolume(f.get(1), f.get(2), number(f.get(3)), Integer.parseInt(f.get(4))));
            case "luks/5" ->
                layers.add(new LuksContainer(
                        new DeviceName(f.get(1)),
                        f.get(2),
                        given(f.get(3)),
                        given(f.get(4)).map(LuksKey::new)));
            case "volume/7" -> volumes.add(volume(f));
            case "subvolume/3" -> subvolume(new Volume.Subvolume(f.get(1), given(f.get(2))));
            case "map/4" -> choice = choice.with(DiskRule.parse(f.get(1), f.get(2), f.get(3)));
            case "confirm/3" -> choice = choice.confirming(MacAddress.parse(f.get(1)), f.get(2));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** @throws PlanException when there is no drive */
    DiskPlan end() throws PlanException {
        if (drives.isEmpty()) {
            throw new PlanException("the description lacks a drive");
        }
        return new DiskPlan(drives, layers, volumes, choice);
    }

    private void partition(List<String> f) {
        PartitionTable table = lastDrive().table();
        List<PartitionEntry> entries = new ArrayList<>(table.entries());
        entries.add(new PartitionEntry(
                Integer.parseInt(f.get(1)),
                PartitionEntry.Level.valueOf(f.get(2)),
                new PartitionType(f.get(3)),
                number(f.get(4)),
                given(f.get(5)),
                given(f.get(6)).map(UUID::fromString)));
        drive(new DrivePlan(
                lastDrive().drive(),
                new PartitionTable(table.label(), entries),
                lastDrive().bootable()));
    }

    private DrivePlan lastDrive() {
        if (drives.isEmpty()) {
            throw new IllegalArgumentException("it stands before the first drive");
        }
        return drives.get(drives.size() - 1);
    }

    private void drive(DrivePlan plan) {
        drives.set(drives.size() - 1, plan);
    }

    private void subvolume(Volume.Subvolume subvolume) {
        if (volumes.isEmpty()) {
            throw new IllegalArgumentException("it stands before the first volume");
        }
        Volume v = volumes.remove(volumes.size() - 1);
        List<Volume.Subvolume> all = new ArrayList<>(v.subvolumes());
        all.add(subvolume);
        volumes.add(v.withSubvolumes(all));
    }

    private static Volume volume(List<String> f) {
        FileSystemType type = FileSystemType.ofText(f.get(2))
                .orElseThrow(() -> new IllegalArgumentException("unknown file system " + TabLine.escape(f.get(2))));
        return new Volume(
                new DeviceName(f.get(1)),
                type,
                given(f.get(4)),
                f.get(3),
                given(f.get(5)),
                List.of(),
                number(f.get(6)));
    }

    private static DiskLabel label(String text) {
        return Stream.of(DiskLabel.values())
                .filter(label -> label.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown kind of table " + TabLine.escape(text)));
    }

    private static OptionalLong number(String field) {
        return field.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(field));
    }

    private static List<DeviceName> names(String field) {
        return Optional.of(field).filter(text -> !text.isEmpty()).stream()
                .flatMap(text -> Stream.of(text.split(" ")))
                .map(DeviceName::new)
                .toList();
    }
}
