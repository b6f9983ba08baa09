package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kaappliance.clientkit.golden.PartitionEntry.Level;

/**
 * Reads what {@code sfdisk -d} prints of a drive. Sizes are whole MiB, rounded down, so that the same disk has room for them. A last
 * partition that reaches to the end, and is no swap, takes all that is left.
 */
final class SfdiskDump {
    private static final Pattern ENTRY = Pattern.compile("/dev/(\\S+) : (.*)");
    private static final Pattern FIELD = Pattern.compile("([a-zA-Z-]+)(?:=\\s*(?:\"([^\"]*)\"|([^,]*)))?(?:,\\s*|$)");
    private static final int LOGICAL_FROM = 5;
    private static final long MIB = 1 << 20;
    /** What partitioning tools leave free behind the last partition. */
    private static final long SLACK_BYTES = 8 * MIB;

    private final String drive;
    private final long driveBytes;
    private final Map<String, String> header = new HashMap<>();
    private final List<Found> found = new ArrayList<>();

    private SfdiskDump(String drive, long driveBytes) {
        this.drive = drive;
        this.driveBytes = driveBytes;
    }

    /** A partition as it is. */
    private record Found(int number, Level level, long startByte, long bytes, Map<String, String> fields) {
        long endByte() {
            return startByte + bytes;
        }
    }

    /** @throws PlanException when it is no table that can be made again */
    static DrivePlan read(String drive, long driveBytes, String dump) throws PlanException {
        SfdiskDump reader = new SfdiskDump(drive, driveBytes);
        try {
            dump.lines().forEach(reader::line);
            return reader.plan();
        } catch (IllegalArgumentException e) {
            throw new PlanException("drive " + drive + ": " + e.getMessage());
        }
    }

    private void line(String line) {
        Matcher entry = ENTRY.matcher(line);
        if (entry.matches()) {
            entry(entry.group(1), entry.group(2));
            return;
        }
        int colon = line.indexOf(": ");
        if (colon > 0) {
            header.put(line.substring(0, colon), line.substring(colon + 2));
        }
    }

    private void entry(String device, String text) {
        Map<String, String> fields = new HashMap<>();
        Matcher field = FIELD.matcher(text);
        while (field.find()) {
            String value = field.group(2) != null ? Pairs.bytes(field.group(2)) : field.group(3);
            fields.put(field.group(1), value == null ? "" : value.strip());
        }
        Matcher tail = Pattern.compile("p?(\\d+)$").matcher(device.substring(drive.length()));
        if (!tail.matches()) {
            throw new IllegalArgumentException("'" + device + "' is no partition of it");
        }
        int number = Integer.parseInt(tail.group(1));
        PartitionType type = new PartitionType(fields.getOrDefault("type", ""));
        Level level = label() == DiskLabel.DOS && number >= LOGICAL_FROM
                ? Level.LOGICAL
                : type.isExtended() ? Level.EXTENDED : Level.PRIMARY;
        long sectorBytes = Long.parseLong(header.getOrDefault("sector-size", "512"));
        found.add(new Found(
                number,
                level,
                Long.parseLong(fields.get("start")) * sectorBytes,
                Long.parseLong(fields.get("size")) * sectorBytes,
                fields));
    }

    private DiskLabel label() {
        return switch (header.getOrDefault("label", "")) {
            case "dos" -> DiskLabel.DOS;
            case "gpt" -> DiskLabel.GPT;
            default ->
                throw new IllegalArgumentException(
                        "a partition table of kind '" + header.getOrDefault("label", "") + "' is not supported");
        };
    }

    private DrivePlan plan() {
        DiskLabel label = label();
        Comparator<Found> order = Comparator.comparing((Found f) -> f.level == Level.LOGICAL)
                .thenComparing(f -> f.level == Level.LOGICAL ? f.number : f.startByte);
        List<Found> onDisk = found.stream().sorted(order).toList();
        List<PartitionEntry> entries = onDisk.stream()
                .map(f -> new PartitionEntry(
                        f.number,
                        f.level,
                        new PartitionType(f.fields.get("type")),
                        takesAll(f) ? OptionalLong.empty() : OptionalLong.of(Math.max(1, f.bytes / MIB)),
                        Optional.ofNullable(f.fields.get("name")),
                        label == DiskLabel.GPT
                                ? Optional.ofNullable(f.fields.get("uuid"))
                                        .map(uuid -> UUID.fromString(uuid.toLowerCase(Locale.ROOT)))
                                : Optional.empty()))
                .toList();
        OptionalInt active = found.stream()
                .filter(f -> label == DiskLabel.DOS && f.level == Level.PRIMARY && f.fields.containsKey("bootable"))
                .mapToInt(Found::number)
                .findFirst();
        return new DrivePlan(drive, new PartitionTable(label, entries), active);
    }

    private boolean takesAll(Found partition) {
        boolean logical = partition.level == Level.LOGICAL;
        boolean last = found.stream()
                .filter(f -> (f.level == Level.LOGICAL) == logical)
                .allMatch(f -> logical ? f.number <= partition.number : f.startByte <= partition.startByte);
        long end = logical
                ? found.stream()
                        .filter(f -> f.level == Level.EXTENDED)
                        .mapToLong(Found::endByte)
                        .findFirst()
                        .orElse(driveBytes)
                : driveBytes;
        boolean swap = new PartitionType(partition.fields.get("type")).isSwap();
        return last && !swap && end - partition.endByte() <= SLACK_BYTES;
    }
}
