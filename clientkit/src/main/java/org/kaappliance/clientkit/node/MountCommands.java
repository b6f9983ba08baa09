package org.kaappliance.clientkit.node;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.kaappliance.clientkit.golden.FileSystemType;

/** Command lines that mount the new file systems below a directory, and unmount them. Pure. */
final class MountCommands {
    private MountCommands() {}

    /** In path order, so that {@code /} comes before {@code /home}. */
    static List<List<String>> mount(List<TargetVolume> volumes, String dir) {
        List<List<String>> commands = new ArrayList<>();
        for (Mount mount : inPathOrder(volumes)) {
            String at = mount.below(dir);
            commands.add(List.of("mkdir", "-p", at));
            commands.add(List.of("mount", "-t", mount.type().text(), "-o", mount.options(), mount.device(), at));
        }
        return commands;
    }

    /**
     * Writes out what the kernel holds back, file system by file system: {@code sync} without arguments, {@code umount} and {@code blockdev}
     * keep write errors to themselves, syncfs(2) tells them (since Linux 5.8).
     */
    static List<List<String>> sync(List<TargetVolume> volumes, String dir) {
        return inPathOrder(volumes).stream()
                .map(mount -> List.of("sync", "-f", mount.below(dir)))
                .toList();
    }

    /** In the opposite order. */
    static List<List<String>> unmount(List<TargetVolume> volumes, String dir) {
        List<List<String>> commands = new ArrayList<>();
        inPathOrder(volumes).forEach(mount -> commands.add(List.of("umount", mount.below(dir))));
        Collections.reverse(commands);
        return commands;
    }

    /**
     * After the unmounting: leaves nothing in the memory of the kernel or the disk, and stops arrays and groups. {@code sync} with a device file is
     * fsync(2), which tells errors of what the unmounting wrote, and of the disk's own cache.
     */
    static List<List<String>> flush(TargetDisks disks) {
        List<List<String>> commands = syncVolumes(disks);
        commands.addAll(LayerCommands.stop(disks));
        commands.addAll(flushDrives(disks));
        return commands;
    }

    /** As {@link #flush}, for who mounts again: arrays and groups stay as they are; what arrays with parity remember is for {@link StripeCaches}. */
    static List<List<String>> writeOut(TargetDisks disks) {
        List<List<String>> commands = syncVolumes(disks);
        disks.volumes().forEach(target -> commands.add(List.of("blockdev", "--flushbufs", target.device())));
        commands.addAll(flushDrives(disks));
        return commands;
    }

    private static List<List<String>> syncVolumes(TargetDisks disks) {
        List<List<String>> commands = new ArrayList<>();
        disks.volumes().forEach(target -> commands.add(List.of("sync", target.device())));
        return commands;
    }

    private static List<List<String>> flushDrives(TargetDisks disks) {
        List<List<String>> commands = new ArrayList<>();
        for (TargetDrive drive : disks.drives()) {
            commands.add(List.of("sync", drive.disk().path()));
            commands.add(List.of("blockdev", "--flushbufs", drive.disk().path()));
        }
        return commands;
    }

    private static List<Mount> inPathOrder(List<TargetVolume> volumes) {
        return volumes.stream()
                .flatMap(MountCommands::mounts)
                .sorted(Comparator.comparing(Mount::mountPoint))
                .toList();
    }

    private static Stream<Mount> mounts(TargetVolume target) {
        FileSystemType type = target.volume().type();
        String options = type == FileSystemType.REISERFS ? "noatime,acl,user_xattr" : "noatime";
        return Stream.concat(
                target.volume().mountPoint().map(at -> new Mount(target.device(), type, at, options)).stream(),
                target.volume().subvolumes().stream()
                        .flatMap(s -> s
                                .mountPoint()
                                .map(at -> new Mount(target.device(), type, at, options + ",subvol=" + s.path()))
                                .stream()));
    }

    private record Mount(String device, FileSystemType type, String mountPoint, String options) {
        String below(String dir) {
            return mountPoint.equals("/") ? dir : dir + mountPoint;
        }
    }
}
