package org.kaappliance.clientkit.golden;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** What lies between partitions and file systems. The layers of a plan stand in the order in which they are made. */
public sealed interface StorageLayer {
    /** The devices that it is made of. */
    List<DeviceName> members();

    /** The device that it brings; empty for a volume group, whose logical volumes are layers of their own. */
    Optional<DeviceName> device();

    /**
     * Linux software RAID.
     *
     * @param array {@code md0}
     * @param level as {@code mdadm} names it: {@code 0}, {@code 1}, {@code 5}, {@code 6}, {@code 10}, {@code linear}
     * @param members in their order
     * @param chunkKib of striped levels; empty: mdadm's choice
     * @param metadata version of the superblock: {@code 1.2}, {@code 1.0}, {@code 0.90}
     * @param name of version 1 superblocks
     * @param uuid as mdadm writes it: 4 groups of 8 hexadecimal digits with colons; empty: a new one on every clone
     */
    record RaidArray(
            DeviceName array,
            String level,
            List<DeviceName> members,
            OptionalLong chunkKib,
            String metadata,
            Optional<String> name,
            Optional<String> uuid)
            implements StorageLayer {
        public RaidArray {
            Objects.requireNonNull(array, "array");
            Objects.requireNonNull(level, "level");
            members = List.copyOf(members);
        }

        @Override
        public Optional<DeviceName> device() {
            return Optional.of(array);
        }
    }

    /**
     * A volume group of LVM and its physical volumes.
     *
     * @param name {@code vg0}
     * @param members its physical volumes
     * @param extentKib size of an extent
     */
    record VolumeGroup(String name, List<DeviceName> members, long extentKib) implements StorageLayer {
        public VolumeGroup {
            Objects.requireNonNull(name, "name");
            members = List.copyOf(members);
        }

        @Override
        public Optional<DeviceName> device() {
            return Optional.empty();
        }
    }

    /**
     * A logical volume.
     *
     * @param group its volume group
     * @param name in it; the device is {@code group/name}
     * @param mebibytes its size; empty: all that is left in the group
     * @param stripes physical volumes that it is spread over; 1: linear
     */
    record LogicalVolume(String group, String name, OptionalLong mebibytes, int stripes) implements StorageLayer {
        public LogicalVolume {
            Objects.requireNonNull(group, "group");
            Objects.requireNonNull(name, "name");
        }

        @Override
        public List<DeviceName> members() {
            return List.of();
        }

        @Override
        public Optional<DeviceName> device() {
            return Optional.of(new DeviceName(group + "/" + name));
        }
    }

    /**
     * An encrypted container.
     *
     * @param container the device that holds it
     * @param opened its name when it is open; the device is {@code mapper/opened}
     * @param uuid of its header
     * @param key what opens it; a node makes none without
     */
    record LuksContainer(DeviceName container, String opened, Optional<String> uuid, Optional<LuksKey> key)
            implements StorageLayer {
        public LuksContainer {
            Objects.requireNonNull(container, "container");
            Objects.requireNonNull(opened, "opened");
            Objects.requireNonNull(uuid, "uuid");
            Objects.requireNonNull(key, "key");
        }

        /** One whose key is not known yet. */
        public LuksContainer(DeviceName container, String opened, Optional<String> uuid) {
            this(container, opened, uuid, Optional.empty());
        }

        /** The same with a key. */
        public LuksContainer with(LuksKey given) {
            return new LuksContainer(container, opened, uuid, Optional.of(given));
        }

        @Override
        public List<DeviceName> members() {
            return List.of(container);
        }

        @Override
        public Optional<DeviceName> device() {
            return Optional.of(new DeviceName("mapper/" + opened));
        }
    }
}
