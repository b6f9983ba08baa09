package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.kaappliance.clientkit.golden.PartitionEntry.Level;

/** The plan in the words of the seed's {@code ka-d.sh}. */
final class PlanSummary {
    private PlanSummary() {}

    static List<String> of(ClonePlan plan) {
        List<String> lines = new ArrayList<>();
        if (plan.carriesFiles()) {
            lines.add("+ Mount points :");
            plan.content().mounts().forEach(m -> lines.add("     " + m.device() + " " + m.line()));
        }
        lines.add("+ Hard drives :");
        plan.disks().drives().forEach(d -> lines.add("     " + d.drive()));
        DiskNeeds needs = new DiskNeeds(plan.disks());
        plan.disks().drives().forEach(d -> addDrive(d, needs.smallestMib(d), lines));
        plan.disks().layers().forEach(layer -> lines.add("    Added " + layer(layer)));
        if (plan.carriesFiles()) {
            addVolumes(plan.disks().volumes(), lines);
            lines.add(
                    "+ Included mount points : " + String.join(" ", plan.disks().mountPoints()));
        }
        lines.add("+ Bootloader is: " + plan.finish().bootLoader().text());
        if (!plan.content().excludedDirs().isEmpty()) {
            lines.add("+ Excluded directories : "
                    + String.join(" ", plan.content().excludedDirs()));
        }
        plan.content().bootCode().forEach(code -> lines.add("+ Boot code of " + code.drive() + " is copied"));
        plan.content().rawPartitions().forEach(device -> lines.add("+ Copied as it is : " + device.path()));
        if (!plan.finish().hooks().isEmpty()) {
            lines.add("+ Hooks: "
                    + String.join(
                            " ", plan.finish().hooks().stream().map(Hook::name).toList()));
        }
        plan.warnings().forEach(w -> lines.add("! " + w));
        return List.copyOf(lines);
    }

    private static void addVolumes(List<Volume> volumes, List<String> lines) {
        lines.add("+ File systems :");
        for (Volume v : volumes) {
            String used = v.usedBytes().isEmpty()
                    ? ""
                    : ", " + mib((v.usedBytes().getAsLong() + (1 << 20) - 1) >> 20) + " used";
            String mount = v.mountPoint().map(m -> " " + m).orElse("");
            lines.add("     " + v.device().path() + mount + " " + v.type().text() + used);
            v.subvolumes()
                    .forEach(s -> lines.add("         subvolume " + s.path()
                            + s.mountPoint().map(m -> " " + m).orElse("")));
        }
    }

    private static String layer(StorageLayer layer) {
        String on =
                String.join(" ", layer.members().stream().map(DeviceName::path).toList());
        if (layer instanceof StorageLayer.RaidArray raid) {
            return raid.array().path() + " : RAID level " + raid.level() + " of " + on;
        }
        if (layer instanceof StorageLayer.VolumeGroup group) {
            return "volume group " + group.name() + " : " + on;
        }
        if (layer instanceof StorageLayer.LogicalVolume volume) {
            return "/dev/" + volume.group() + "/" + volume.name() + " : " + size(volume.mebibytes());
        }
        return layer.device().orElseThrow().path() + " : LUKS on " + on;
    }

    private static String size(OptionalLong mebibytes) {
        return mebibytes.isEmpty() ? "all that is left" : mib(mebibytes.getAsLong());
    }

    private static String mib(long mebibytes) {
        return mebibytes + " MiB";
    }

    private static void addDrive(DrivePlan drive, long smallestMib, List<String> lines) {
        lines.add(
                drive.image().isPresent()
                        ? "+ An image becomes " + drive.drive()
                        : "+ Reading partition table description for " + drive.drive());
        for (PartitionEntry entry : drive.table().entries()) {
            if (entry.level() != Level.EXTENDED) {
                lines.add("    Added partition " + entry.number() + " : type " + entry.type());
            }
        }
        lines.add("    Smallest disk : " + mib(smallestMib));
    }
}
