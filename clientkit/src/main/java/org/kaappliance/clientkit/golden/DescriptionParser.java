package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kaappliance.clientkit.golden.PartitionEntry.Level;

/** Reads the fuller description (docs/adr/014) line by line and collects every problem. What a line names stands in a line before it. */
final class DescriptionParser {
    private static final int LOGICAL_FROM = 5;

    private final Supplier<UUID> freshUuids;
    private final List<DrivePlan> drives = new ArrayList<>();
    private final DescribedLayers layers = new DescribedLayers();
    private final List<Volume> volumes = new ArrayList<>();
    private final Set<String> mountPoints = new HashSet<>();
    private final List<String> problems = new ArrayList<>();

    private DescriptionParser(Supplier<UUID> freshUuids) {
        this.freshUuids = freshUuids;
    }

    /** True for the fuller format: its first word is {@code drive}, which is no type of the seed's format. */
    static boolean recognises(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst()
                .filter(line -> line.matches("drive\\b.*"))
                .isPresent();
    }

    /**
     * @param freshUuids for file systems without an id
     * @throws PlanException with every problem and its line number
     */
    static DiskPlan parse(String text, Supplier<UUID> freshUuids) throws PlanException {
        DescriptionParser parser = new DescriptionParser(freshUuids);
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            parser.line(number, line);
        }
        return parser.end();
    }

    private void line(int number, String text) {
        try {
            DescriptionLine line = new DescriptionLine(number, text);
            if (!line.isEmpty()) {
                take(line);
            }
        } catch (IllegalArgumentException e) {
            problems.add("line " + number + ": " + e.getMessage());
        }
    }

    private void take(DescriptionLine line) {
        String keyword = line.word("drive, partition, raid, luks, vg, lv, volume or subvolume");
        switch (keyword) {
            case "drive" -> drive(line);
            case "partition" -> partition(line);
            case "raid" -> layers.raid(line);
            case "luks" -> layers.luks(line);
            case "vg" -> layers.group(line);
            case "lv" -> layers.logical(line);
            case "volume" -> volume(line);
            case "subvolume" -> subvolume(line);
            default ->
                throw new IllegalArgumentException("unknown word '" + keyword
                        + "' (expected drive, partition, raid, luks, vg, lv, volume or subvolume)");
        }
    }

    private DiskPlan end() throws PlanException {
        if (problems.isEmpty() && drives.isEmpty()) {
            problems.add("the description has no drive");
        }
        if (problems.isEmpty()) {
            drives.forEach(this::checkWhole);
        }
        if (!problems.isEmpty()) {
            throw new PlanException(problems);
        }
        return new DiskPlan(drives, layers.all(), volumes);
    }

    private void checkWhole(DrivePlan drive) {
        if (drive.table().entries().isEmpty()) {
            problems.add("drive " + drive.drive() + " has no partition");
        }
        boolean active = drive.bootable().isEmpty()
                || drive.table().atLevel(Level.PRIMARY).stream()
                        .anyMatch(e -> e.number() == drive.bootable().getAsInt());
        if (!active) {
            problems.add(
                    "drive " + drive.drive() + ": active=" + drive.bootable().getAsInt() + " is no primary partition");
        }
    }

    private void drive(DescriptionLine line) {
        String name = line.word("the name of the drive").replaceFirst("^/dev/", "");
        String table = line.required("table");
        DiskLabel label = Stream.of(DiskLabel.values())
                .filter(l -> l.text().equals(table))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("table=" + table + " (expected dos or gpt)"));
        Optional<Integer> active = line.value("active").map(text -> (int) line.number("active", text));
        line.end();
        new DeviceName(name);
        if (drives.stream().anyMatch(d -> d.drive().equals(name))) {
            throw new IllegalArgumentException("drive " + name + " is described twice");
        }
        if (active.isPresent() && label != DiskLabel.DOS) {
            throw new IllegalArgumentException("active= is for a dos table");
        }
        drives.add(new DrivePlan(
                name,
                new PartitionTable(label, List.of()),
                active.map(OptionalInt::of).orElseGet(OptionalInt::empty)));
    }

    private void partition(DescriptionLine line) {
        if (drives.isEmpty()) {
            throw new IllegalArgumentException("a partition stands behind its drive");
        }
        DrivePlan drive = drives.get(drives.size() - 1);
        PartitionTable table = drive.table();
        int number = (int) line.number("partition", line.word("the number of the partition"));
        PartitionType type = TypeNames.parse(line.required("type"), table.label());
        OptionalLong size = line.size();
        Optional<String> name = line.value("name");
        Optional<UUID> uuid = line.value("uuid").map(DescriptionParser::uuid);
        line.end();
        Level level = level(number, type, table.label());
        if (table.label() == DiskLabel.DOS && (name.isPresent() || uuid.isPresent())) {
            throw new IllegalArgumentException("name= and uuid= are for a gpt table");
        }
        PartitionEntry entry = new PartitionEntry(number, level, type, size, name, uuid);
        checkPlace(entry, table);
        List<PartitionEntry> entries = new ArrayList<>(table.entries());
        entries.add(entry);
        layers.device(DeviceName.ofPartition(drive.drive(), number), level == Level.EXTENDED);
        drives.set(
                drives.size() - 1,
                new DrivePlan(drive.drive(), new PartitionTable(table.label(), entries), drive.bootable()));
    }

    private static Level level(int number, PartitionType type, DiskLabel label) {
        if (number < 1 || number > 128) {
            throw new IllegalArgumentException("partition " + number + " (expected 1 to 128)");
        }
        if (label == DiskLabel.GPT) {
            return Level.PRIMARY;
        }
        if (number >= LOGICAL_FROM && type.isExtended()) {
            throw new IllegalArgumentException("the extended partition has a number from 1 to 4");
        }
        return number >= LOGICAL_FROM ? Level.LOGICAL : type.isExtended() ? Level.EXTENDED : Level.PRIMARY;
    }

    private static void checkPlace(PartitionEntry entry, PartitionTable table) {
        if (table.number(entry.number()).isPresent()) {
            throw new IllegalArgumentException("partition " + entry.number() + " is described twice");
        }
        boolean extended = !table.atLevel(Level.EXTENDED).isEmpty();
        if (entry.level() == Level.LOGICAL && !extended) {
            throw new IllegalArgumentException("a logical partition needs an extended one before it");
        }
        if (entry.level() == Level.EXTENDED && extended) {
            throw new IllegalArgumentException("a drive has one extended partition");
        }
        boolean logical = entry.level() == Level.LOGICAL;
        table.entries().stream()
                .filter(e -> e.fill() && (e.level() == Level.LOGICAL) == logical)
                .findFirst()
                .ifPresent(e -> {
                    throw new IllegalArgumentException(
                            "nothing is left after partition " + e.number() + ", which takes all");
                });
    }

    private void volume(DescriptionLine line) {
        DeviceName device = new DeviceName(line.word("the device of the volume"));
        String text = line.required("type");
        FileSystemType type = FileSystemType.ofText(text)
                .orElseThrow(() -> new IllegalArgumentException("type=" + text + " (expected one of "
                        + Stream.of(FileSystemType.values())
                                .map(FileSystemType::text)
                                .collect(Collectors.joining(", "))
                        + ")"));
        Optional<String> id = line.value("id");
        if (id.isPresent() && !type.idForm().fits(id.get())) {
            throw new IllegalArgumentException("id=" + id.get() + " is no id of " + type.text());
        }
        Optional<String> label = line.value("label");
        Optional<String> mount = line.value("mount");
        OptionalLong used = line.value("used")
                .map(t -> OptionalLong.of(line.number("used", t)))
                .orElseGet(OptionalLong::empty);
        line.end();
        layers.use(device);
        Volume volume =
                new Volume(device, type, mount, id.orElseGet(() -> type.freshId(freshUuids)), label, List.of(), used);
        mount.ifPresent(this::mountOnce);
        volumes.add(volume);
    }

    private void subvolume(DescriptionLine line) {
        if (volumes.isEmpty() || volumes.get(volumes.size() - 1).type() != FileSystemType.BTRFS) {
            throw new IllegalArgumentException("a subvolume stands behind its btrfs volume");
        }
        Volume volume = volumes.get(volumes.size() - 1);
        Volume.Subvolume subvolume = new Volume.Subvolume(line.word("the path of the subvolume"), line.value("mount"));
        line.end();
        if (volume.subvolumes().stream().anyMatch(s -> s.path().equals(subvolume.path()))) {
            throw new IllegalArgumentException("subvolume " + subvolume.path() + " is described twice");
        }
        subvolume.mountPoint().ifPresent(this::mountOnce);
        List<Volume.Subvolume> all = new ArrayList<>(volume.subvolumes());
        all.add(subvolume);
        volumes.set(volumes.size() - 1, volume.withSubvolumes(all));
    }

    private void mountOnce(String mountPoint) {
        if (!mountPoints.add(mountPoint)) {
            throw new IllegalArgumentException("two file systems are mounted at " + mountPoint);
        }
    }

    private static UUID uuid(String text) {
        if (!FileSystemType.IdForm.UUID.fits(text)) {
            throw new IllegalArgumentException("uuid=" + text + " is no UUID");
        }
        return UUID.fromString(text.toLowerCase(Locale.ROOT));
    }
}
