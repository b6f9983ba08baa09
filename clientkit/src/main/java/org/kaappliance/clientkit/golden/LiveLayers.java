package org.kaappliance.clientkit.golden;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kaappliance.clientkit.golden.StorageLayer.LogicalVolume;
import org.kaappliance.clientkit.golden.StorageLayer.LuksContainer;
import org.kaappliance.clientkit.golden.StorageLayer.RaidArray;
import org.kaappliance.clientkit.golden.StorageLayer.VolumeGroup;

/** Reads RAID, LVM and LUKS of a live golden node. */
final class LiveLayers {
    private static final Pattern ROLE = Pattern.compile("MD_DEVICE_(.+)_ROLE");
    private static final long MIB = 1 << 20;
    private static final Set<String> PLAIN_SEGMENTS = Set.of("linear", "striped");

    private final GoldenHost host;
    private final Map<String, Map<String, String>> devices;
    private final Map<String, BlockIds> blocks;
    private final List<String> warnings;
    private final Map<String, String> logicalVolumes = new HashMap<>();

    /** @param devices what {@code lsblk} says, by kernel name */
    LiveLayers(
            GoldenHost host,
            Map<String, Map<String, String>> devices,
            Map<String, BlockIds> blocks,
            List<String> warnings) {
        this.host = host;
        this.devices = devices;
        this.blocks = blocks;
        this.warnings = warnings;
    }

    /** All layers in the order in which they can be made on these partitions. */
    List<StorageLayer> read(Set<DeviceName> partitions) throws IOException {
        List<StorageLayer> found = new ArrayList<>();
        for (Map<String, String> device : devices.values()) {
            String type = device.get("TYPE");
            if (type.startsWith("raid") || type.equals("linear")) {
                array(device.get("NAME")).ifPresent(found::add);
            }
        }
        if (devices.values().stream().anyMatch(d -> d.get("TYPE").equals("lvm"))) {
            found.addAll(groups());
        }
        devices.values().stream()
                .filter(d -> d.get("TYPE").equals("crypt"))
                .forEach(d -> container(d).ifPresent(found::add));
        return inOrder(found, partitions);
    }

    /** {@code vg0/root} for {@code /dev/mapper/vg0-root}. */
    Optional<String> logicalVolume(String path) {
        return Optional.ofNullable(logicalVolumes.get(path));
    }

    private List<StorageLayer> inOrder(List<StorageLayer> found, Set<DeviceName> partitions) {
        Set<DeviceName> there = new LinkedHashSet<>(partitions);
        Set<StorageLayer> ordered = new LinkedHashSet<>();
        int before = -1;
        while (ordered.size() > before) {
            before = ordered.size();
            for (StorageLayer layer : new LayerStack(found).on(there).layers()) {
                ordered.add(layer);
                layer.device().ifPresent(there::add);
            }
        }
        found.stream()
                .filter(layer -> !ordered.contains(layer) && !layer.members().isEmpty())
                .forEach(layer -> warnings.add(what(layer) + " is not described: it lies on "
                        + String.join(
                                " ",
                                layer.members().stream()
                                        .filter(m -> !there.contains(m))
                                        .map(DeviceName::path)
                                        .toList())
                        + ", which is no partition"));
        return List.copyOf(ordered);
    }

    private static String what(StorageLayer layer) {
        return layer.device().map(DeviceName::path).orElseGet(() -> "volume group " + ((VolumeGroup) layer).name());
    }

    private Optional<StorageLayer> array(String name) throws IOException {
        Map<String, String> keys = new HashMap<>();
        host.output("mdadm", "--detail", "--export", "/dev/" + name).lines().forEach(line -> {
            int eq = line.indexOf('=');
            keys.put(line.substring(0, Math.max(0, eq)), line.substring(eq + 1));
        });
        Map<Integer, DeviceName> members = new TreeMap<>();
        keys.forEach((key, role) -> {
            Matcher device = ROLE.matcher(key);
            if (device.matches() && role.matches("\\d+")) {
                String path = keys.get("MD_DEVICE_" + device.group(1) + "_DEV");
                members.put(Integer.parseInt(role), memberName(path));
            }
        });
        if (members.isEmpty() || members.size() < Integer.parseInt(keys.getOrDefault("MD_DEVICES", "0"))) {
            warnings.add("/dev/" + name + " is not described: the array is not complete");
            return Optional.empty();
        }
        long chunk = Long.parseLong(
                host.file("/sys/block/" + name + "/md/chunk_size").strip());
        return Optional.of(new RaidArray(
                new DeviceName(name),
                keys.getOrDefault("MD_LEVEL", "").replaceFirst("^raid", ""),
                List.copyOf(members.values()),
                chunk == 0 ? OptionalLong.empty() : OptionalLong.of(chunk / 1024),
                keys.getOrDefault("MD_METADATA", "1.2"),
                Optional.ofNullable(keys.get("MD_NAME")),
                Optional.ofNullable(keys.get("MD_UUID"))));
    }

    private List<StorageLayer> groups() throws IOException {
        Map<String, VolumeGroup> groups = new LinkedHashMap<>();
        Map<String, Long> free = new HashMap<>();
        for (Map<String, String> row : report("vgs", "vg_name,vg_extent_size,vg_free_count,pv_name")) {
            String name = row.get("LVM2_VG_NAME");
            List<DeviceName> members = new ArrayList<>();
            Optional.ofNullable(groups.get(name)).ifPresent(group -> members.addAll(group.members()));
            members.add(memberName(row.get("LVM2_PV_NAME")));
            groups.put(name, new VolumeGroup(name, members, Long.parseLong(row.get("LVM2_VG_EXTENT_SIZE")) / 1024));
            free.put(name, Long.parseLong(row.get("LVM2_VG_FREE_COUNT")));
        }
        List<StorageLayer> layers = new ArrayList<>(groups.values());
        List<Map<String, String>> rows = report("lvs", "vg_name,lv_name,lv_size,stripes,segtype,lv_dm_path");
        groups.keySet()
                .forEach(group -> layers.addAll(volumes(
                        rows.stream()
                                .filter(row -> row.get("LVM2_VG_NAME").equals(group))
                                .toList(),
                        free.get(group) == 0)));
        return layers;
    }

    private List<Map<String, String>> report(String program, String columns) throws IOException {
        return Pairs.lines(
                host.output(program, "--noheadings", "--nameprefixes", "--units", "b", "--nosuffix", "-o", columns));
    }

    /** Where a group is full, its largest volume takes all that is left, and stands last. */
    private List<StorageLayer> volumes(List<Map<String, String>> rows, boolean full) {
        List<StorageLayer> volumes = new ArrayList<>();
        List<Map<String, String>> smallestFirst = rows.stream()
                .sorted(Comparator.comparing(row -> Long.parseLong(row.get("LVM2_LV_SIZE"))))
                .toList();
        for (Map<String, String> row : smallestFirst) {
            String name = row.get("LVM2_VG_NAME") + "/" + row.get("LVM2_LV_NAME");
            if (!PLAIN_SEGMENTS.contains(row.get("LVM2_SEGTYPE"))) {
                warnings.add("logical volume " + name + " is not described: it is of type " + row.get("LVM2_SEGTYPE")
                        + " (linear and striped are)");
                continue;
            }
            logicalVolumes.put(row.get("LVM2_LV_DM_PATH"), name);
            boolean takesAll = full && row == smallestFirst.get(smallestFirst.size() - 1);
            long mebibytes = Math.max(1, Long.parseLong(row.get("LVM2_LV_SIZE")) / MIB);
            volumes.add(new LogicalVolume(
                    row.get("LVM2_VG_NAME"),
                    row.get("LVM2_LV_NAME"),
                    takesAll ? OptionalLong.empty() : OptionalLong.of(mebibytes),
                    Integer.parseInt(row.get("LVM2_STRIPES"))));
        }
        return volumes;
    }

    private Optional<StorageLayer> container(Map<String, String> device) {
        Map<String, String> parent = devices.get(device.get("PKNAME"));
        if (parent == null) {
            return Optional.empty();
        }
        String path = parent.get("TYPE").equals("lvm") || parent.get("TYPE").equals("crypt")
                ? "/dev/mapper/" + parent.get("NAME")
                : "/dev/" + parent.get("NAME");
        BlockIds ids = blocks.getOrDefault(path.substring(5), BlockIds.UNKNOWN);
        if (ids.type().filter("crypto_LUKS"::equals).isEmpty()) {
            warnings.add("/dev/mapper/" + device.get("NAME") + " is not described: " + path + " has no header of LUKS");
            return Optional.empty();
        }
        return Optional.of(new LuksContainer(memberName(path), device.get("NAME"), ids.uuid()));
    }

    private DeviceName memberName(String path) {
        String name = path.substring("/dev/".length());
        if (logicalVolumes.containsKey(path)) {
            return new DeviceName(logicalVolumes.get(path));
        }
        return new DeviceName(devices.containsKey(name) ? devices.get(name).get("NAME") : linked(name));
    }

    /** {@code md127} for {@code md/data}. */
    private String linked(String name) {
        try {
            String target = host.links().getOrDefault(name, name);
            return devices.containsKey(target) && !target.startsWith("dm-")
                    ? devices.get(target).get("NAME")
                    : name;
        } catch (IOException e) {
            return name;
        }
    }
}
