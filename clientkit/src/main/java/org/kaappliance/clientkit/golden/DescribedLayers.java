package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.kaappliance.clientkit.golden.StorageLayer.LogicalVolume;
import org.kaappliance.clientkit.golden.StorageLayer.LuksContainer;
import org.kaappliance.clientkit.golden.StorageLayer.RaidArray;
import org.kaappliance.clientkit.golden.StorageLayer.VolumeGroup;

/** The RAID, LVM and LUKS lines of a description, and what has been described so far and is not used yet. */
final class DescribedLayers {
    private static final Map<String, Integer> FEWEST_MEMBERS =
            Map.of("linear", 1, "0", 1, "1", 1, "4", 2, "5", 2, "6", 4, "10", 2);
    private static final String RAID_UUID = "[0-9a-f]{8}(:[0-9a-f]{8}){3}";
    private static final String LVM_NAME = "[A-Za-z0-9_+][A-Za-z0-9._+-]*";

    private final List<StorageLayer> layers = new ArrayList<>();
    private final Map<String, Boolean> groupIsFull = new HashMap<>();
    private final Set<DeviceName> known = new HashSet<>();
    private final Set<DeviceName> unused = new HashSet<>();

    List<StorageLayer> all() {
        return layers;
    }

    /** A device that lines after this one may use. @param taken it holds other partitions */
    void device(DeviceName device, boolean taken) {
        if (!known.add(device)) {
            throw new IllegalArgumentException(device + " is described twice");
        }
        if (!taken) {
            unused.add(device);
        }
    }

    /** @throws IllegalArgumentException when it is not described, or is used already */
    void use(DeviceName device) {
        if (!known.contains(device)) {
            throw new IllegalArgumentException(device + " is not described before this line");
        }
        if (!unused.remove(device)) {
            throw new IllegalArgumentException(device + " is used already");
        }
    }

    void raid(DescriptionLine line) {
        DeviceName array = new DeviceName(line.word("the name of the array"));
        String level = line.required("level");
        List<DeviceName> members = members(line);
        OptionalLong chunk = line.kibibytes("chunk");
        String metadata = line.value("metadata").orElse("1.2");
        Optional<String> name = line.value("name");
        Optional<String> uuid = line.value("uuid");
        line.end();
        require(FEWEST_MEMBERS.containsKey(level), "level=" + level + " (expected linear, 0, 1, 4, 5, 6 or 10)");
        require(
                members.size() >= FEWEST_MEMBERS.get(level),
                "level " + level + " needs " + FEWEST_MEMBERS.get(level) + " members");
        require(metadata.matches("0\\.90|1\\.[012]"), "metadata=" + metadata + " (expected 0.90, 1.0, 1.1 or 1.2)");
        require(
                uuid.isEmpty() || uuid.get().matches(RAID_UUID),
                "uuid= has the form 12345678:12345678:12345678:12345678");
        add(new RaidArray(array, level, members, chunk, metadata, name, uuid));
    }

    void luks(DescriptionLine line) {
        DeviceName container = new DeviceName(line.word("the device of the container"));
        String opened = line.required("opened");
        Optional<String> uuid = line.value("uuid");
        line.end();
        require(
                uuid.isEmpty() || FileSystemType.IdForm.UUID.fits(uuid.get()),
                "uuid=" + uuid.orElse("") + " is no UUID");
        add(new LuksContainer(container, opened, uuid));
    }

    void group(DescriptionLine line) {
        String name = line.word("the name of the volume group");
        List<DeviceName> members = members(line);
        OptionalLong extent = line.kibibytes("extent");
        line.end();
        require(name.matches(LVM_NAME), "'" + name + "' is no name of a volume group");
        require(!groupIsFull.containsKey(name), "volume group " + name + " is described twice");
        add(new VolumeGroup(name, members, extent.orElse(4096)));
        groupIsFull.put(name, false);
    }

    void logical(DescriptionLine line) {
        String[] name = line.word("GROUP/NAME of the logical volume").split("/", -1);
        OptionalLong size = line.size();
        int stripes = line.value("stripes")
                .map(text -> (int) line.number("stripes", text))
                .orElse(1);
        line.end();
        require(name.length == 2 && name[1].matches(LVM_NAME), "a logical volume is called GROUP/NAME");
        require(groupIsFull.containsKey(name[0]), "volume group " + name[0] + " is not described before this line");
        require(!groupIsFull.get(name[0]), "nothing is left in volume group " + name[0] + ": a line before takes all");
        require(stripes >= 1 && stripes <= membersOf(name[0]), "stripes=" + stripes + " does not fit the volume group");
        add(new LogicalVolume(name[0], name[1], size, stripes));
        groupIsFull.put(name[0], size.isEmpty());
    }

    private int membersOf(String group) {
        return layers.stream()
                .filter(layer -> layer instanceof VolumeGroup g && g.name().equals(group))
                .mapToInt(layer -> layer.members().size())
                .sum();
    }

    private void add(StorageLayer layer) {
        layer.members().forEach(this::use);
        layer.device().ifPresent(device -> device(device, false));
        layers.add(layer);
    }

    private static List<DeviceName> members(DescriptionLine line) {
        return Stream.of(line.required("members").split(","))
                .map(DeviceName::new)
                .toList();
    }

    private static void require(boolean good, String problem) {
        if (!good) {
            throw new IllegalArgumentException(problem);
        }
    }
}
