package org.kaappliance.clientkit.node;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.kaappliance.clientkit.golden.DiskPlan;
import org.kaappliance.clientkit.golden.FileSystemType;
import org.kaappliance.clientkit.golden.StorageLayer;
import org.kaappliance.clientkit.golden.StorageLayer.RaidArray;
import org.kaappliance.clientkit.golden.Volume;

/** The programs of stage 2 and the modules of the kernel that a disk plan needs. Pure. */
final class DiskTools {
    private static final List<String> ALWAYS =
            List.of("wipefs", "dd", "sfdisk", "partx", "mkdir", "mount", "umount", "tar", "mknod", "sync", "blockdev");

    private DiskTools() {}

    /** By name, sorted; those that every plan needs are among them. */
    static SortedSet<String> programs(DiskPlan plan) {
        SortedSet<String> names = new TreeSet<>(ALWAYS);
        plan.volumes().forEach(volume -> names.addAll(programs(volume.type())));
        plan.layers().forEach(layer -> names.addAll(programs(layer)));
        return names;
    }

    private static List<String> programs(FileSystemType type) {
        return switch (type) {
            case EXT2, EXT3, EXT4 -> List.of("mkfs.ext4");
            case XFS -> List.of("mkfs.xfs");
            case BTRFS -> List.of("mkfs.btrfs", "btrfs");
            case JFS -> List.of("mkfs.jfs", "jfs_tune");
            case F2FS -> List.of("mkfs.f2fs");
            case REISERFS -> List.of("mkfs.reiserfs");
            case VFAT -> List.of("mkfs.fat");
            case SWAP -> List.of("mkswap");
        };
    }

    private static List<String> programs(StorageLayer layer) {
        if (layer instanceof RaidArray) {
            return List.of("mdadm", "sysctl");
        }
        return layer instanceof StorageLayer.LuksContainer ? List.of("cryptsetup") : List.of("lvm");
    }

    /** In the order in which they are loaded. */
    static List<String> modules(DiskPlan plan) {
        SortedSet<String> names = new TreeSet<>();
        plan.layers().forEach(layer -> names.addAll(modules(layer)));
        plan.volumes().stream()
                .map(Volume::type)
                .filter(type -> type != FileSystemType.SWAP)
                .forEach(type -> names.addAll(modules(type)));
        return List.copyOf(names);
    }

    /** Those that make it faster on processors that have what they use. */
    static List<String> usefulModules(DiskPlan plan) {
        return plan.layers().stream().anyMatch(StorageLayer.LuksContainer.class::isInstance)
                ? List.of("aesni_intel")
                : List.of();
    }

    private static List<String> modules(FileSystemType type) {
        return switch (type) {
            case EXT2, EXT3, EXT4 -> List.of("ext4");
            case F2FS -> List.of("crc32_generic", "f2fs"); // asks for crc32 by name when it is mounted
            default -> List.of(type.text());
        };
    }

    private static List<String> modules(StorageLayer layer) {
        if (layer instanceof RaidArray raid) {
            return List.of(
                    switch (raid.level()) {
                        case "4", "5", "6" -> "raid456";
                        case "linear" -> "linear";
                        default -> "raid" + raid.level();
                    });
        }
        return layer instanceof StorageLayer.LuksContainer
                ? List.of("algif_skcipher", "dm_crypt", "ecb", "xts") // the cipher is asked for by name
                : List.of("dm_mod");
    }
}
