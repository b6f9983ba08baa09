package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kaappliance.clientkit.text.ByteText;

/** Resolves the first field of an fstab line. Pure: what is described, and what was read of the golden system, comes in. */
final class DeviceSpecs {
    private static final Comparator<DeviceName> ORDER = Comparator.comparing((DeviceName name) ->
                    name.partition().map(GoldenDevice::drive).orElse(name.text()))
            .thenComparing(name -> name.partition().map(GoldenDevice::partition).orElse(0));

    private final DiskPlan described;
    private final GoldenFacts facts;
    private final LayerStack stack;
    private final Map<DeviceName, BlockIds> read = new HashMap<>();

    DeviceSpecs(DiskPlan described, GoldenFacts facts) {
        this.described = described;
        this.facts = facts;
        List<StorageLayer> layers = new ArrayList<>(described.layers());
        facts.here().layers().stream().filter(l -> !layers.contains(l)).forEach(layers::add);
        this.stack = new LayerStack(layers);
        facts.blocks().forEach((name, ids) -> named(name).ifPresent(device -> read.put(device, ids)));
    }

    /** False for {@code proc}, {@code tmpfs}, {@code server:/export}, {@code /swapfile}. */
    static boolean namesBlockDevice(String spec) {
        return spec.startsWith("/dev/") || spec.matches("(?s)(UUID|LABEL|PARTUUID|PARTLABEL|ID)=.*");
    }

    LayerStack stack() {
        return stack;
    }

    /** What was read of a device. */
    BlockIds ids(DeviceName device) {
        return read.getOrDefault(device, BlockIds.UNKNOWN);
    }

    /** Every device that the field may mean, in the order of their names: copied file systems share a UUID. */
    List<DeviceName> resolve(String spec) {
        Tag tag = Tag.parse(spec);
        return switch (tag.kind) {
            case UUID -> ofVolume(v -> v.id().equalsIgnoreCase(tag.value), ids -> same(ids.uuid(), tag));
            case LABEL ->
                ofVolume(
                        v -> same(v.label(), tag),
                        ids -> ids.label().filter(tag.value::equals).isPresent());
            case PARTUUID ->
                ofPartition(e -> same(e.uuid().map(Objects::toString), tag), ids -> same(ids.partUuid(), tag));
            case PARTLABEL ->
                ofPartition(
                        e -> e.name().filter(tag.value::equals).isPresent(),
                        ids -> ids.partLabel().filter(tag.value::equals).isPresent());
            case NAME -> named(tag.value).stream().toList();
            case OTHER -> List.of();
        };
    }

    /** True where the clone may keep the field, because what it names is there again. */
    boolean survivesCloning(String spec, Volume volume) {
        Tag tag = Tag.parse(spec);
        return switch (tag.kind) {
            case UUID -> spec.startsWith("UUID=") && volume.id().equalsIgnoreCase(tag.value);
            case LABEL -> spec.startsWith("LABEL=") && same(volume.label(), tag);
            case PARTUUID, PARTLABEL ->
                spec.startsWith("PART")
                        && ofEntries(e -> same(
                                        tag.kind == Kind.PARTUUID ? e.uuid().map(Objects::toString) : e.name(), tag))
                                .contains(volume.device());
            case NAME -> withoutArrays().called(tag.value).isPresent();
            case OTHER -> false;
        };
    }

    /** The kernel may give another number to an array. */
    private LayerStack withoutArrays() {
        return new LayerStack(described.layers().stream()
                .filter(layer -> !(layer instanceof StorageLayer.RaidArray))
                .toList());
    }

    private List<DeviceName> ofVolume(Predicate<Volume> asked, Predicate<BlockIds> asRead) {
        List<DeviceName> found = described.volumes().stream()
                .filter(asked)
                .map(Volume::device)
                .sorted(ORDER)
                .toList();
        return found.isEmpty() ? find(asRead) : found;
    }

    private List<DeviceName> ofPartition(Predicate<PartitionEntry> asked, Predicate<BlockIds> asRead) {
        List<DeviceName> found = ofEntries(asked);
        return found.isEmpty() ? find(asRead) : found;
    }

    private List<DeviceName> ofEntries(Predicate<PartitionEntry> asked) {
        return described.drives().stream()
                .flatMap(drive -> drive.table().entries().stream()
                        .filter(asked)
                        .map(e -> DeviceName.ofPartition(drive.drive(), e.number())))
                .toList();
    }

    private List<DeviceName> find(Predicate<BlockIds> test) {
        return read.entrySet().stream()
                .filter(e -> test.test(e.getValue()))
                .map(Map.Entry::getKey)
                .sorted(ORDER)
                .toList();
    }

    private Optional<DeviceName> named(String name) {
        String linked = facts.links().getOrDefault(name, name);
        return stack.called(linked)
                .or(() -> GoldenDevice.parse(linked).map(d -> DeviceName.ofPartition(d.drive(), d.partition())));
    }

    private static boolean same(Optional<String> id, Tag tag) {
        return id.filter(tag.value::equalsIgnoreCase).isPresent();
    }

    private enum Kind {
        UUID,
        LABEL,
        PARTUUID,
        PARTLABEL,
        NAME,
        OTHER
    }

    /** A field of fstab, its {@code /dev/disk} forms as tags. */
    private record Tag(Kind kind, String value) {
        static Tag parse(String spec) {
            String bare = ByteText.decode(spec).replace("\"", "");
            for (Kind kind : new Kind[] {Kind.UUID, Kind.LABEL, Kind.PARTUUID, Kind.PARTLABEL}) {
                String link = "/dev/disk/by-" + kind.name().toLowerCase(Locale.ROOT) + "/";
                if (bare.startsWith(kind + "=")) {
                    return new Tag(kind, unescape(bare.substring(bare.indexOf('=') + 1)));
                }
                if (bare.startsWith(link)) {
                    return new Tag(kind, unescape(bare.substring(link.length())));
                }
            }
            return bare.startsWith("/dev/") ? new Tag(Kind.NAME, bare.substring(5)) : new Tag(Kind.OTHER, bare);
        }

        /** fstab has octal escapes, and udev's links hexadecimal ones: {@code \040}, {@code \x20}. */
        private static String unescape(String text) {
            return Pattern.compile("\\\\(?:x([0-9a-f]{2})|([0-3][0-7]{2}))")
                    .matcher(text)
                    .replaceAll(m -> Matcher.quoteReplacement(String.valueOf((char)
                            (m.group(1) != null
                                    ? Integer.parseInt(m.group(1), 16)
                                    : Integer.parseInt(m.group(2), 8)))));
        }
    }
}
