package org.kaappliance.clientkit.golden;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file system or swap area to be made.
 *
 * @param device where, by its golden name
 * @param type what is made there
 * @param mountPoint absolute; empty for swap, for a Btrfs of which only subvolumes are mounted, and for what stays empty
 * @param id its UUID, or the number of a FAT ({@code 1234-ABCD}): the golden one's where it is known, so that fstab and boot loader fit; else a
 *     fresh one, the same on every clone
 * @param label the golden one's, if it has one
 * @param subvolumes of a Btrfs
 * @param usedBytes what lies there on the golden node, where that is known
 */
public record Volume(
        DeviceName device,
        FileSystemType type,
        Optional<String> mountPoint,
        String id,
        Optional<String> label,
        List<Subvolume> subvolumes,
        OptionalLong usedBytes) {
    public Volume {
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(id, "id");
        subvolumes = List.copyOf(subvolumes);
        mountPoint.ifPresent(Volume::requireMountPoint);
        if (mountPoint.isPresent() && type == FileSystemType.SWAP) {
            throw new IllegalArgumentException("swap has no mount point: " + device);
        }
    }

    /** One without subvolumes, of which it is not known what lies there. */
    public Volume(
            DeviceName device, FileSystemType type, Optional<String> mountPoint, String id, Optional<String> label) {
        this(device, type, mountPoint, id, label, List.of(), OptionalLong.empty());
    }

    Volume withSubvolumes(List<Subvolume> all) {
        return new Volume(device, type, mountPoint, id, label, all, usedBytes);
    }

    Volume withMountPoint(Optional<String> mount) {
        return new Volume(device, type, mount, id, label, subvolumes, usedBytes);
    }

    Volume withUsedBytes(OptionalLong bytes) {
        return new Volume(device, type, mountPoint, id, label, subvolumes, bytes);
    }

    /** True when it, or a subvolume of it, is mounted there. */
    public boolean mountedAt(String path) {
        return mountPoint.filter(path::equals).isPresent()
                || subvolumes.stream()
                        .anyMatch(s -> s.mountPoint().filter(path::equals).isPresent());
    }

    /**
     * A subvolume of a Btrfs.
     *
     * @param path in it: {@code @home}
     * @param mountPoint absolute; empty when it is not mounted by itself
     */
    public record Subvolume(String path, Optional<String> mountPoint) {
        public Subvolume {
            if (path.isEmpty() || path.startsWith("/") || ("/" + path + "/").contains("/../")) {
                throw new IllegalArgumentException("not a path of a subvolume: " + path);
            }
            mountPoint.ifPresent(Volume::requireMountPoint);
        }
    }

    private static void requireMountPoint(String path) {
        if (!path.startsWith("/") || path.contains("/..")) {
            throw new IllegalArgumentException("not an absolute mount point: " + path);
        }
    }
}
