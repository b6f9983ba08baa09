package org.kaappliance.clientkit.node;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.StorageLayer;
import org.kaappliance.clientkit.golden.StorageLayer.LogicalVolume;
import org.kaappliance.clientkit.golden.StorageLayer.LuksContainer;
import org.kaappliance.clientkit.golden.StorageLayer.RaidArray;
import org.kaappliance.clientkit.golden.StorageLayer.VolumeGroup;

/**
 * Command lines that make software RAID, volume groups and encrypted containers, and stop them before the machine restarts. There is no udev in stage 1: the tools
 * make their device files themselves (see {@link Tools}). Pure.
 */
final class LayerCommands {
    /** KiB/s; the least that the kernel takes. */
    private static final String SLOW_RESYNC = "dev.raid.speed_limit_max=1000";

    private LayerCommands() {}

    /** In the order of the plan. */
    static List<ToolCommand> make(TargetDisks disks) {
        List<ToolCommand> commands = new ArrayList<>();
        if (disks.plan().layers().stream().anyMatch(RaidArray.class::isInstance)) {
            commands.add(ToolCommand.of(List.of("sysctl", "-q", "-w", SLOW_RESYNC)));
        }
        disks.plan().layers().forEach(layer -> commands.addAll(make(layer, disks)));
        return commands;
    }

    private static List<ToolCommand> make(StorageLayer layer, TargetDisks disks) {
        if (layer instanceof RaidArray raid) {
            return List.of(ToolCommand.of(raid(raid, paths(raid.members(), disks))));
        }
        if (layer instanceof VolumeGroup group) {
            return group(group, paths(group.members(), disks)).stream()
                    .map(ToolCommand::of)
                    .toList();
        }
        if (layer instanceof LogicalVolume volume) {
            return List.of(ToolCommand.of(logical(volume)));
        }
        if (layer instanceof LuksContainer luks) {
            return List.of(format(luks, disks), open(luks, disks));
        }
        throw new IllegalArgumentException("this node program does not make " + layer);
    }

    /** PBKDF2: GRUB opens no other, and Argon2 takes the memory that a node has its tools in. The passphrase that replaces this one gets the clone's default. */
    private static ToolCommand format(LuksContainer luks, TargetDisks disks) {
        List<String> command = new ArrayList<>(
                List.of("cryptsetup", "luksFormat", "--batch-mode", "--type=luks2", "--pbkdf=pbkdf2", "--key-file=-"));
        luks.uuid().ifPresent(uuid -> command.add("--uuid=" + uuid));
        command.add(disks.path(luks.container()));
        return new ToolCommand(command, passphrase(luks));
    }

    /** With the key of the order; also for a container that is there. */
    static ToolCommand open(LuksContainer luks, TargetDisks disks) {
        return new ToolCommand(
                List.of("cryptsetup", "open", "--key-file=-", disks.path(luks.container()), luks.opened()),
                passphrase(luks));
    }

    private static String passphrase(LuksContainer luks) {
        return luks.key().orElseThrow().passphrase();
    }

    /**
     * The array is not called clean: what was on the disks before differs from member to member, and parity over it would be wrong. The first
     * synchronisation is held back while the clone is written ({@code SLOW_RESYNC}), and goes on by itself when the clone has started.
     */
    private static List<String> raid(RaidArray raid, List<String> members) {
        List<String> command = new ArrayList<>(List.of(
                "mdadm",
                "--create",
                raid.array().path(),
                "--run",
                "--force", // RAID 5 with all members from the start, not with one that is rebuilt
                "--quiet",
                "--homehost=any",
                "--level=" + raid.level(),
                "--metadata=" + raid.metadata(),
                "--raid-devices=" + members.size()));
        raid.chunkKib().ifPresent(kib -> command.add("--chunk=" + kib));
        raid.name().ifPresent(name -> command.add("--name=" + name));
        raid.uuid().ifPresent(uuid -> command.add("--uuid=" + uuid));
        command.addAll(members);
        return command;
    }

    private static List<List<String>> group(VolumeGroup group, List<String> members) {
        List<List<String>> commands = new ArrayList<>();
        for (String member : members) {
            commands.add(List.of("lvm", "pvcreate", "--quiet", "--yes", "-ff", "--zero", "y", member));
        }
        List<String> create = new ArrayList<>(List.of(
                "lvm", "vgcreate", "--quiet", "--yes", "--physicalextentsize", group.extentKib() + "k", group.name()));
        create.addAll(members);
        commands.add(create);
        return commands;
    }

    private static List<String> logical(LogicalVolume volume) {
        List<String> command = new ArrayList<>(
                List.of("lvm", "lvcreate", "--quiet", "--yes", "--wipesignatures", "y", "--name", volume.name()));
        command.addAll(
                volume.mebibytes().isPresent()
                        ? List.of("--size", volume.mebibytes().getAsLong() + "m")
                        : List.of("--extents", "100%FREE"));
        if (volume.stripes() > 1) {
            command.addAll(List.of("--stripes", Integer.toString(volume.stripes())));
        }
        command.add(volume.group());
        return command;
    }

    /** Against the order of the plan: when the file systems are unmounted, so that superblocks are clean when the machine restarts. */
    static List<List<String>> stop(TargetDisks disks) {
        List<List<String>> commands = new ArrayList<>();
        for (StorageLayer layer : disks.plan().layers()) {
            if (layer instanceof RaidArray raid) {
                commands.add(List.of("mdadm", "--stop", "--quiet", raid.array().path()));
            } else if (layer instanceof VolumeGroup group) {
                commands.add(List.of("lvm", "vgchange", "--quiet", "--activate", "n", group.name()));
            } else if (layer instanceof LuksContainer luks) {
                commands.add(List.of("cryptsetup", "close", luks.opened()));
            }
        }
        Collections.reverse(commands);
        return commands;
    }

    private static List<String> paths(List<DeviceName> members, TargetDisks disks) {
        return members.stream().map(disks::path).toList();
    }
}
