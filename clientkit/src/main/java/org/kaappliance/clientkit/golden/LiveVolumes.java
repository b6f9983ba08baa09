package org.kaappliance.clientkit.golden;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kaappliance.clientkit.golden.Volume.Subvolume;
import org.kaappliance.clientkit.text.ByteText;

/** Reads the file systems of a live golden node, and where they are mounted. */
final class LiveVolumes {
    private static final Pattern MOUNT =
            Pattern.compile("\\S+ \\S+ (\\S+) (\\S+) (\\S+) \\S+ (?:\\S+ )*?- \\S+ (\\S+) (\\S+)");
    private static final Pattern SUBVOLUME = Pattern.compile("ID (\\d+) gen \\d+ top level \\d+ path (.+)");
    private static final Pattern SUBVOLUME_ID = Pattern.compile(".*\\bsubvolid=(\\d+)\\b.*");
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-3][0-7]{2})");

    private final GoldenHost host;
    private final Map<String, BlockIds> blocks;
    private final Map<String, String> links;
    private final List<String> warnings;

    /** @param links names of devices by their other names, and by their number: {@code 8:1} */
    LiveVolumes(GoldenHost host, Map<String, BlockIds> blocks, Map<String, String> links, List<String> warnings) {
        this.host = host;
        this.blocks = blocks;
        this.links = links;
        this.warnings = warnings;
    }

    /** A mount: which part of a file system stands where. */
    private record Mount(String device, String root, String mountPoint, String options) {
        boolean whole() {
            return root.equals("/");
        }

        /** A directory that is mounted by itself names the subvolume in which it lies. */
        boolean wholeSubvolume() {
            return options.endsWith("subvol=" + root) && !whole();
        }

        /** What the file system itself is, whatever this mount of it is. */
        boolean written() {
            return options.equals("rw") || options.startsWith("rw,");
        }

        String subvolumeId() {
            Matcher id = SUBVOLUME_ID.matcher(options);
            return id.matches() ? id.group(1) : "";
        }
    }

    /** @param devices those that may hold a file system */
    List<Volume> read(Set<DeviceName> devices) throws IOException {
        Map<DeviceName, BlockIds> found = new TreeMap<>();
        blocks.forEach((name, ids) -> {
            String known = links.getOrDefault(name, name);
            devices.stream().filter(d -> d.text().equals(known)).forEach(d -> found.put(d, ids));
        });
        List<Mount> mounts = mounts();
        List<Volume> volumes = new ArrayList<>();
        for (Map.Entry<DeviceName, BlockIds> entry : found.entrySet()) {
            volume(entry.getKey(), entry.getValue(), mounts).ifPresent(volumes::add);
        }
        return volumes;
    }

    /** The devices, by name, of file systems that are mounted read-write. */
    Set<String> written() throws IOException {
        return mounts().stream().filter(Mount::written).map(Mount::device).collect(Collectors.toSet());
    }

    private Optional<Volume> volume(DeviceName device, BlockIds ids, List<Mount> mounts) throws IOException {
        Optional<FileSystemType> type = ids.type().flatMap(FileSystemType::ofText);
        if (type.isEmpty() || ids.uuid().filter(type.get().idForm()::fits).isEmpty()) {
            return Optional.empty();
        }
        List<Mount> own = mounts.stream()
                .filter(m -> m.device.equals(device.text()) && (m.whole() || m.wholeSubvolume()))
                .toList();
        Optional<String> whole = own.stream()
                .filter(Mount::whole)
                .map(m -> unescape(m.mountPoint))
                .findFirst();
        OptionalLong used =
                own.isEmpty() ? OptionalLong.empty() : OptionalLong.of(host.usedBytes(unescape(own.get(0).mountPoint)));
        List<Subvolume> subvolumes =
                type.get() == FileSystemType.BTRFS && !own.isEmpty() ? subvolumes(device, own) : List.of();
        return Optional.of(new Volume(device, type.get(), whole, ids.uuid().get(), ids.label(), subvolumes, used));
    }

    private List<Subvolume> subvolumes(DeviceName device, List<Mount> mounts) throws IOException {
        Map<String, Subvolume> mounted = new LinkedHashMap<>();
        mounts.stream()
                .filter(Mount::wholeSubvolume)
                .forEach(m -> mounted.putIfAbsent(
                        m.subvolumeId(),
                        new Subvolume(unescape(m.root).substring(1), Optional.of(unescape(m.mountPoint)))));
        host.output("btrfs", "subvolume", "list", unescape(mounts.get(0).mountPoint))
                .lines()
                .forEach(line -> {
                    Matcher subvolume = SUBVOLUME.matcher(line);
                    if (subvolume.matches() && !mounted.containsKey(subvolume.group(1))) {
                        warnings.add("subvolume " + subvolume.group(2) + " of " + device.path()
                                + " is not mounted by itself: its files do not travel");
                    }
                });
        return List.copyOf(mounted.values());
    }

    /** Of several mounts of one thing, the first; {@code mountinfo} is in the order of mounting. */
    private List<Mount> mounts() throws IOException {
        List<Mount> mounts = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (String line : host.file("/proc/self/mountinfo").lines().toList()) {
            Matcher mount = MOUNT.matcher(line);
            if (mount.matches() && mount.group(4).startsWith("/dev/")) {
                if (taken.add(mount.group(3))) {
                    // a kernel that was started without an initramfs
                    boolean root = mount.group(4).equals("/dev/root");
                    String source = root ? mount.group(1) : mount.group(4).substring("/dev/".length());
                    mounts.add(new Mount(
                            links.getOrDefault(source, source), mount.group(2), mount.group(3), mount.group(5)));
                }
            }
        }
        return mounts;
    }

    private static String unescape(String field) {
        return ByteText.decode(OCTAL.matcher(field)
                .replaceAll(m -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(m.group(1), 8)))));
    }
}
