package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.kaappliance.clientkit.golden.StorageLayer.LogicalVolume;
import org.kaappliance.clientkit.golden.StorageLayer.RaidArray;
import org.kaappliance.clientkit.golden.StorageLayer.VolumeGroup;

/**
 * What lies on what.
 *
 * @param layers in the order in which they are made
 */
record LayerStack(List<StorageLayer> layers) {
    LayerStack {
        layers = List.copyOf(layers);
    }

    /** The devices that the layers bring, in their order. */
    List<DeviceName> devices() {
        return layers.stream().flatMap(layer -> layer.device().stream()).toList();
    }

    /** The partitions that a device lies on; itself when it is one; none when nothing is known of it. */
    Set<DeviceName> partitionsBeneath(DeviceName device) {
        if (device.partition().isPresent()) {
            return Set.of(device);
        }
        Set<DeviceName> partitions = new TreeSet<>();
        layers.stream()
                .filter(layer -> layer.device().filter(device::equals).isPresent())
                .flatMap(layer -> membersOf(layer).stream())
                .forEach(member -> partitions.addAll(partitionsBeneath(member)));
        return partitions;
    }

    /** The layers that need nothing but these devices and one another. */
    LayerStack on(Set<DeviceName> devices) {
        Set<DeviceName> there = new LinkedHashSet<>(devices);
        List<StorageLayer> kept = new ArrayList<>();
        for (StorageLayer layer : layers) {
            if (there.containsAll(membersOf(layer)) && !membersOf(layer).isEmpty()) {
                kept.add(layer);
                layer.device().ifPresent(there::add);
            }
        }
        return new LayerStack(kept);
    }

    /** The device that is called so, by the names that udev and device mapper give: {@code mapper/vg0-root}, {@code md/data}. */
    Optional<DeviceName> called(String name) {
        return layers.stream()
                .filter(layer -> names(layer).anyMatch(name::equals))
                .flatMap(layer -> layer.device().stream())
                .findFirst();
    }

    private List<DeviceName> membersOf(StorageLayer layer) {
        if (!(layer instanceof LogicalVolume volume)) {
            return layer.members();
        }
        return layers.stream()
                .filter(l -> l instanceof VolumeGroup group && group.name().equals(volume.group()))
                .flatMap(group -> group.members().stream())
                .toList();
    }

    private static Stream<String> names(StorageLayer layer) {
        Stream<String> own = layer.device().stream().map(DeviceName::text);
        if (layer instanceof LogicalVolume volume) {
            return Stream.concat(own, Stream.of("mapper/" + mapped(volume.group()) + "-" + mapped(volume.name())));
        }
        if (layer instanceof RaidArray raid) {
            return Stream.concat(own, raid.name().stream().map(name -> "md/" + name.replaceFirst("^[^:]*:", "")));
        }
        return own;
    }

    /** Device mapper has a hyphen between group and volume, and doubles those of the names. */
    private static String mapped(String name) {
        return name.replace("-", "--");
    }
}
