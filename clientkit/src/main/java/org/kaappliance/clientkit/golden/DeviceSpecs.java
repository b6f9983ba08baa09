package org.kaappliance.clientkit.golden;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.kaappliance.clientkit.text.ByteText;

/** Resolves the first field of an fstab line. Pure: what {@code blkid} said comes in. */
final class DeviceSpecs {
    private final Map<String, BlockIds> blocks;

    DeviceSpecs(Map<String, BlockIds> blocks) {
        this.blocks = blocks;
    }

    /** False for {@code proc}, {@code tmpfs}, {@code server:/export}, {@code /swapfile}. */
    static boolean namesBlockDevice(String spec) {
        return spec.startsWith("/dev/") || spec.matches("(?s)(UUID|LABEL|PARTUUID|PARTLABEL|ID)=.*");
    }

    /** True where the clone may keep the field: its file systems get the golden ones' UUIDs and labels. */
    static boolean survivesCloning(String spec) {
        return spec.startsWith("UUID=") || spec.startsWith("LABEL=");
    }

    /** Every partition that the field may mean, in the order of their names: copied file systems share a UUID. */
    List<GoldenDevice> resolve(String spec) {
        String bare = ByteText.decode(spec)
                .replace("\"", "")
                .replaceFirst("^/dev/disk/by-uuid/", "UUID=")
                .replaceFirst("^/dev/disk/by-label/", "LABEL=")
                .replaceFirst("^/dev/disk/by-partuuid/", "PARTUUID=");
        String value = bare.substring(bare.indexOf('=') + 1);
        if (bare.startsWith("UUID=")) {
            return find(ids -> ids.uuid().filter(value::equalsIgnoreCase).isPresent());
        }
        if (bare.startsWith("LABEL=")) {
            return find(ids -> ids.label().filter(value::equals).isPresent());
        }
        if (bare.startsWith("PARTUUID=")) {
            return find(ids -> ids.partUuid().filter(value::equalsIgnoreCase).isPresent());
        }
        return bare.startsWith("/dev/")
                ? GoldenDevice.parse(bare.substring(5)).stream().toList()
                : List.of();
    }

    BlockIds ids(GoldenDevice device) {
        return blocks.getOrDefault(device.path().substring(5), BlockIds.UNKNOWN);
    }

    private List<GoldenDevice> find(Predicate<BlockIds> test) {
        return blocks.entrySet().stream()
                .filter(e -> test.test(e.getValue()))
                .flatMap(e -> GoldenDevice.parse(e.getKey()).stream())
                .sorted(Comparator.comparing(GoldenDevice::drive).thenComparing(GoldenDevice::partition))
                .toList();
    }
}
