package org.kaappliance.clientkit.golden;

import java.util.List;
import java.util.OptionalLong;
import org.kaappliance.clientkit.golden.PartitionEntry.Level;
import org.kaappliance.clientkit.golden.StorageLayer.LogicalVolume;
import org.kaappliance.clientkit.golden.StorageLayer.LuksContainer;
import org.kaappliance.clientkit.golden.StorageLayer.RaidArray;
import org.kaappliance.clientkit.golden.StorageLayer.VolumeGroup;

/**
 * The smallest disks that a plan fits on. What has a size keeps it; what takes all that is left needs room for the bytes that lie there,
 * a tenth more, and 64 MiB for the file system itself. An estimate: the node decides.
 */
final class DiskNeeds {
    private static final long MIB = 1 << 20;
    private static final long FILE_SYSTEM_MIB = 64;
    /** A header of LUKS 2. */
    private static final long LUKS_MIB = 16;

    private final DiskPlan plan;

    DiskNeeds(DiskPlan plan) {
        this.plan = plan;
    }

    /** Mebibytes that the disk for this drive has at least. */
    long smallestMib(DrivePlan drive) {
        if (drive.image().isPresent()) {
            return (drive.image().get().neededBytes() + MIB - 1) / MIB;
        }
        long start = 1;
        long end = drive.table().label() == DiskLabel.GPT ? 1 : 0;
        return start
                + end
                + drive.table().entries().stream()
                        .filter(entry -> entry.level() != Level.LOGICAL)
                        .mapToLong(entry -> partition(drive, entry))
                        .sum();
    }

    private long partition(DrivePlan drive, PartitionEntry entry) {
        if (!entry.fill()) {
            return entry.mebibytes().getAsLong();
        }
        if (entry.level() == Level.EXTENDED) {
            List<PartitionEntry> logicals = drive.table().atLevel(Level.LOGICAL);
            // a MiB for the EBR before each
            return logicals.stream().mapToLong(l -> 1 + partition(drive, l)).sum();
        }
        return device(DeviceName.ofPartition(drive.drive(), entry.number()));
    }

    private long device(DeviceName device) {
        OptionalLong used = plan.volumes().stream()
                .filter(volume -> volume.device().equals(device))
                .mapToLong(volume -> volume.usedBytes().orElse(0))
                .findFirst();
        if (used.isPresent()) {
            return used.getAsLong() / MIB * 11 / 10 + FILE_SYSTEM_MIB;
        }
        return plan.layers().stream()
                .filter(layer -> layer.members().contains(device))
                .mapToLong(this::member)
                .findFirst()
                .orElse(1);
    }

    /** What each member of a layer has to have. */
    private long member(StorageLayer layer) {
        int members = layer.members().size();
        if (layer instanceof RaidArray raid) {
            return 1 + ceil(device(raid.array()), dataMembers(raid.level(), members));
        }
        if (layer instanceof LuksContainer luks) {
            return LUKS_MIB + luks.device().map(this::device).orElse(0L);
        }
        if (layer instanceof VolumeGroup group) {
            long extentMib = Math.max(1, group.extentKib() / 1024);
            return extentMib + ceil(volumes(group, extentMib), members);
        }
        throw new IllegalArgumentException("a layer without members: " + layer);
    }

    private long volumes(VolumeGroup group, long extentMib) {
        return plan.layers().stream()
                .filter(layer -> layer instanceof LogicalVolume v && v.group().equals(group.name()))
                .map(LogicalVolume.class::cast)
                .mapToLong(v -> v.mebibytes().orElseGet(() -> device(v.device().orElseThrow())) + extentMib)
                .sum();
    }

    private static long dataMembers(String level, int members) {
        return switch (level) {
            case "1" -> 1;
            case "4", "5" -> members - 1;
            case "6" -> members - 2;
            case "10" -> Math.max(1, members / 2);
            default -> members;
        };
    }

    private static long ceil(long amount, long parts) {
        return (amount + parts - 1) / parts;
    }
}
