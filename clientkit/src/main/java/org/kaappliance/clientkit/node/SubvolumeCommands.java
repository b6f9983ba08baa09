package org.kaappliance.clientkit.node;

import java.util.ArrayList;
import java.util.List;
import org.kaappliance.clientkit.golden.Volume.Subvolume;

/** Command lines that make the subvolumes of a Btrfs. Pure. */
final class SubvolumeCommands {
    private SubvolumeCommands() {}

    /** @param dir where each Btrfs is mounted meanwhile */
    static List<List<String>> make(List<TargetVolume> volumes, String dir) {
        List<List<String>> commands = new ArrayList<>();
        for (TargetVolume target : volumes) {
            List<String> paths = target.volume().subvolumes().stream()
                    .map(Subvolume::path)
                    .sorted() // a subvolume comes before those in it
                    .toList();
            if (!paths.isEmpty()) {
                commands.add(List.of("mkdir", "-p", dir));
                commands.add(List.of("mount", "-t", "btrfs", "-o", "subvolid=5", target.device(), dir));
                paths.forEach(path -> commands.addAll(make(dir + "/" + path)));
                commands.add(List.of("umount", dir));
            }
        }
        return commands;
    }

    private static List<List<String>> make(String path) {
        return List.of(
                List.of("mkdir", "-p", path.substring(0, path.lastIndexOf('/'))),
                List.of("btrfs", "--quiet", "subvolume", "create", path));
    }
}
