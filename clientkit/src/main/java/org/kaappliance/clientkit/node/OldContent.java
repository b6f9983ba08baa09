package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the kernel has made of the old content of a disk: its partitions, and the arrays, volume groups and mappings that hold them. It may have
 * been assembled at a prompt, or by the steps before a retry.
 *
 * @param sys {@code /sys}
 */
record OldContent(Path sys) {
    /** The device files of a disk's partitions. */
    List<String> partitions(NodeDisk disk) throws IOException {
        List<String> paths = new ArrayList<>();
        for (Path partition : partitionFolders(disk)) {
            paths.add("/dev/" + partition.getFileName().toString().replace('!', '/'));
        }
        return paths;
    }

    /** Command lines that let go of a disk: what stands on others' shoulders first. */
    List<List<String>> release(NodeDisk disk) throws IOException {
        Set<Path> holders = new LinkedHashSet<>();
        addHolders(block(disk), holders);
        for (Path partition : partitionFolders(disk)) {
            addHolders(partition, holders);
        }
        List<List<String>> commands = new ArrayList<>();
        for (Path holder : holders) {
            String name = holder.getFileName().toString();
            if (name.startsWith("md")) {
                commands.add(List.of("mdadm", "--stop", "/dev/" + name));
            } else if (name.startsWith("dm-")) {
                commands.addAll(remove(holder.resolve("dm")));
            }
        }
        return commands;
    }

    private static List<List<String>> remove(Path mapping) throws IOException {
        String name = Files.readString(mapping.resolve("name")).trim();
        List<String> remove = List.of("dmsetup", "remove", "--noudevsync", name);
        if (!Files.readString(mapping.resolve("uuid")).startsWith("LVM-")) {
            return List.of(remove);
        }
        // LVM's own links stay behind, and a volume group of that name is not made while they are there
        String[] words = name.split("(?<!-)-(?!-)", 2);
        String group = "/dev/" + words[0].replace("--", "-");
        return List.of(
                remove,
                List.of("rm", "-f", group + "/" + words[words.length - 1].replace("--", "-")),
                List.of("sh", "-c", "rmdir \"$0\" 2>/dev/null || true", group));
    }

    private void addHolders(Path device, Set<Path> deepestFirst) throws IOException {
        for (Path holder : list(device.resolve("holders"))) {
            Path block = sys.resolve("block").resolve(holder.getFileName());
            addHolders(block, deepestFirst);
            for (Path partition : list(block)) {
                if (Files.exists(partition.resolve("partition"))) {
                    addHolders(partition, deepestFirst);
                }
            }
            deepestFirst.add(block);
        }
    }

    private List<Path> partitionFolders(NodeDisk disk) throws IOException {
        return list(block(disk)).stream()
                .filter(folder -> Files.exists(folder.resolve("partition")))
                .toList();
    }

    private Path block(NodeDisk disk) {
        return sys.resolve("block").resolve(disk.name().replace('/', '!'));
    }

    private static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(paths::add);
        }
        paths.sort(null);
        return paths;
    }
}
