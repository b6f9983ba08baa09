package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kaappliance.clientkit.golden.FileSystemType;
import org.kaappliance.clientkit.golden.StorageLayer.RaidArray;
import org.kaappliance.clientkit.system.SystemTree;

/** Settings that go into an initramfs and name devices: the swap area to resume from, the arrays. Before the initramfs is made. */
final class OwnDevices {
    private static final String RESUME = "/etc/initramfs-tools/conf.d/resume";
    private static final Pattern RESUME_LINE = Pattern.compile("(?m)^RESUME=(.*)$");
    private static final Pattern ARRAY_UUID = Pattern.compile("(?i)\\bUUID=([0-9a-f:]+)");

    private final Clone clone;
    private final SystemTree tree;

    OwnDevices(Clone clone) {
        this.clone = clone;
        this.tree = clone.tree();
    }

    void write() throws IOException {
        Optional<String> resume = tree.read(RESUME);
        if (resume.isPresent()) {
            tree.write(
                    RESUME,
                    RESUME_LINE
                            .matcher(resume.get())
                            .replaceAll(m -> Matcher.quoteReplacement("RESUME=" + swap(m.group(1)))));
        }
        for (String file : List.of("/etc/mdadm/mdadm.conf", "/etc/mdadm.conf")) {
            Optional<String> text = tree.read(file);
            if (text.isPresent() && !tree.isLink(file)) {
                tree.write(file, arrays(text.get(), arrayUuids()));
            }
        }
    }

    /** A swap area that the clone has stays; any other becomes the clone's first, and an initramfs that waits for one that is not there takes long. */
    private String swap(String golden) {
        List<String> own = clone.volumes().stream()
                .map(TargetVolume::volume)
                .filter(volume -> volume.type() == FileSystemType.SWAP)
                .map(volume -> "UUID=" + volume.id())
                .toList();
        boolean stays = List.of("auto", "none").contains(golden) || own.contains(golden);
        return stays ? golden : own.stream().findFirst().orElse("none");
    }

    private Set<String> arrayUuids() {
        Set<String> uuids = new TreeSet<>();
        clone.plan().disks().layers().forEach(layer -> {
            if (layer instanceof RaidArray array) {
                array.uuid().map(uuid -> uuid.toLowerCase(Locale.ROOT)).ifPresent(uuids::add);
            }
        });
        return uuids;
    }

    /** Without the arrays that no clone has: mdadm finds by itself what no line names. Pure. */
    static String arrays(String text, Set<String> uuids) {
        StringBuilder kept = new StringBuilder();
        text.lines()
                .filter(line -> !isForeign(line, uuids))
                .forEach(line -> kept.append(line).append('\n'));
        return kept.toString();
    }

    private static boolean isForeign(String line, Set<String> uuids) {
        if (!line.trim().toUpperCase(Locale.ROOT).startsWith("ARRAY ")) {
            return false;
        }
        Matcher m = ARRAY_UUID.matcher(line);
        return !m.find() || !uuids.contains(m.group(1).toLowerCase(Locale.ROOT));
    }
}
