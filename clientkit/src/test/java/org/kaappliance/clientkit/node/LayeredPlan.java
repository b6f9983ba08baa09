package org.kaappliance.clientkit.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.DiskLabel;
import org.kaappliance.clientkit.golden.DiskPlan;
import org.kaappliance.clientkit.golden.DrivePlan;
import org.kaappliance.clientkit.golden.FileSystemType;
import org.kaappliance.clientkit.golden.LuksKey;
import org.kaappliance.clientkit.golden.PartitionEntry;
import org.kaappliance.clientkit.golden.PartitionTable;
import org.kaappliance.clientkit.golden.PartitionType;
import org.kaappliance.clientkit.golden.StorageLayer;
import org.kaappliance.clientkit.golden.StorageLayer.LogicalVolume;
import org.kaappliance.clientkit.golden.StorageLayer.LuksContainer;
import org.kaappliance.clientkit.golden.StorageLayer.RaidArray;
import org.kaappliance.clientkit.golden.StorageLayer.VolumeGroup;
import org.kaappliance.clientkit.golden.Volume;
import org.kaappliance.clientkit.golden.Volume.Subvolume;

/** Four disks with everything that a node can make; no class of the test libraries, since it also runs on a node. */
public final class LayeredPlan {
    private LayeredPlan() {}

    /** Drives sda to sdd, partitions of 400 MiB for RAID 1, 5, 6 and 10, and one of 420 for a file system each. */
    public static DiskPlan plan() {
        List<StorageLayer> layers = List.of(
                raid("md1", "1", "sda1", "sdb1"),
                raid("md5", "5", "sda2", "sdb2", "sdc2"),
                raid("md6", "6", "sda3", "sdb3", "sdc3", "sdd3"),
                new LuksContainer(
                        new DeviceName("md6"), "cr6", Optional.of(id(0)), Optional.of(new LuksKey("open sesame"))),
                raid("md10", "10", "sda4", "sdb4", "sdc4", "sdd4"),
                raid("md0", "0", "sdc1", "sdd1"),
                new VolumeGroup("vg0", names("md10"), 4096),
                new LogicalVolume("vg0", "swap", OptionalLong.of(64), 1),
                new LogicalVolume("vg0", "btr", OptionalLong.empty(), 1),
                new VolumeGroup("vg1", names("md0", "sdd2"), 1024),
                new LogicalVolume("vg1", "xfs", OptionalLong.of(400), 2));
        List<Volume> volumes = List.of(
                volume("md1", FileSystemType.EXT4, "/", 1, "root"),
                volume("md5", FileSystemType.XFS, "/raid5", 2, "five"),
                volume("mapper/cr6", FileSystemType.EXT3, "/raid6", 3, "six"),
                new Volume(
                        new DeviceName("vg0/btr"),
                        FileSystemType.BTRFS,
                        Optional.empty(),
                        id(4),
                        Optional.of("btr"),
                        List.of(
                                new Subvolume("@", Optional.of("/sub")),
                                new Subvolume("@/inner", Optional.empty()),
                                new Subvolume("vol/@home", Optional.of("/sub/home"))),
                        OptionalLong.empty()),
                volume("vg0/swap", FileSystemType.SWAP, "", 5, "swap"),
                volume("vg1/xfs", FileSystemType.XFS, "/lv", 6, "striped"),
                volume("sda5", FileSystemType.JFS, "/jfs", 7, "jfs"),
                volume("sdb5", FileSystemType.F2FS, "/f2fs", 8, "f2fs"),
                volume("sdc5", FileSystemType.REISERFS, "/reiser", 9, "reiser"),
                new Volume(
                        new DeviceName("sdd5"),
                        FileSystemType.VFAT,
                        Optional.of("/efi"),
                        "1234-ABCD",
                        Optional.of("EFI")));
        List<DrivePlan> drives = new ArrayList<>();
        for (String drive : List.of("sda", "sdb", "sdc", "sdd")) {
            drives.add(new DrivePlan(drive, table(drive), OptionalInt.empty()));
        }
        return new DiskPlan(drives, layers, volumes);
    }

    private static PartitionTable table(String drive) {
        List<PartitionEntry> entries = new ArrayList<>();
        for (int number = 1; number <= 4; number++) {
            entries.add(entry(number, PartitionType.GPT_RAID, OptionalLong.of(400), drive));
        }
        entries.add(entry(5, PartitionType.GPT_LINUX, OptionalLong.empty(), drive));
        return new PartitionTable(DiskLabel.GPT, entries);
    }

    private static PartitionEntry entry(int number, PartitionType type, OptionalLong mebibytes, String drive) {
        return new PartitionEntry(
                number,
                PartitionEntry.Level.PRIMARY,
                type,
                mebibytes,
                Optional.of(drive + " " + number),
                Optional.of(new UUID(drive.charAt(2), number)));
    }

    private static RaidArray raid(String name, String level, String... members) {
        return new RaidArray(
                new DeviceName(name),
                level,
                names(members),
                level.equals("1") ? OptionalLong.empty() : OptionalLong.of(64),
                "1.2",
                Optional.of("gold:" + name),
                Optional.of("11111111:22222222:33333333:000000" + (level.length() == 1 ? "0" + level : level)));
    }

    private static Volume volume(String device, FileSystemType type, String mountPoint, int id, String label) {
        return new Volume(
                new DeviceName(device),
                type,
                Optional.of(mountPoint).filter(path -> !path.isEmpty()),
                id(id),
                Optional.of(label));
    }

    private static String id(int number) {
        return "10000000-0000-4000-8000-00000000000" + number;
    }

    private static List<DeviceName> names(String... names) {
        return List.of(names).stream().map(DeviceName::new).toList();
    }
}
