package org.kaappliance.clientkit.node;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Command lines that mount the new file systems below a directory, and unmount them. Pure. */
final class MountCommands {
    private MountCommands() {}

    /** In path order, so that {@code /} comes before {@code /home}. */
    static List<List<String>> mount(List<TargetVolume> volumes, String dir) {
        List<List<String>> commands = new ArrayList<>();
        for (TargetVolume target : inPathOrder(volumes)) {
            String at = at(dir, target);
            commands.add(List.of("mkdir", "-p", at));
            commands.add(List.of("mount", "-t", target.volume().type().text(), "-o", "noatime", target.device(), at));
        }
        return commands;
    }

    /**
     * Writes out what the kernel holds back, file system by file system: {@code sync} without arguments, {@code umount} and {@code blockdev}
     * keep write errors to themselves, syncfs(2) tells them (since Linux 5.8).
     */
    static List<List<String>> sync(List<TargetVolume> volumes, String dir) {
        return inPathOrder(volumes).stream()
                .map(target -> List.of("sync", "-f", at(dir, target)))
                .toList();
    }

    /** In the opposite order. */
    static List<List<String>> unmount(List<TargetVolume> volumes, String dir) {
        List<List<String>> commands = new ArrayList<>();
        inPathOrder(volumes).forEach(target -> commands.add(List.of("umount", at(dir, target))));
        Collections.reverse(commands);
        return commands;
    }

    /**
     * After the unmounting: leaves nothing in the memory of the kernel or the disk. {@code sync} with a device file is fsync(2), which tells errors
     * of what the unmounting wrote, and of the disk's own cache.
     */
    static List<List<String>> flush(TargetDisks disks) {
        List<List<String>> commands = new ArrayList<>();
        disks.volumes().forEach(target -> commands.add(List.of("sync", target.device())));
        for (TargetDrive drive : disks.drives()) {
            commands.add(List.of("sync", drive.disk().path()));
            commands.add(List.of("blockdev", "--flushbufs", drive.disk().path()));
        }
        return commands;
    }

    private static List<TargetVolume> inPathOrder(List<TargetVolume> volumes) {
        return volumes.stream()
                .filter(target -> target.volume().mountPoint().isPresent())
                .sorted(Comparator.comparing(
                        target -> target.volume().mountPoint().get()))
                .toList();
    }

    private static String at(String dir, TargetVolume target) {
        String mountPoint = target.volume().mountPoint().orElseThrow();
        return mountPoint.equals("/") ? dir : dir + mountPoint;
    }
}
