package org.kaappliance.clientkit.golden;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Measures what lies in the directories of a golden tree that become file systems. */
final class TreeUsage {
    private TreeUsage() {}

    /** The plan with the bytes that its volumes get; those of a tree that cannot be measured are not known. */
    static DiskPlan measure(GoldenHost host, Path source, DiskPlan plan, List<String> excludedDirs) {
        Map<String, Long> used = used(host, source, plan.mountPoints(), excludedDirs);
        return new DiskPlan(
                plan.drives(),
                plan.layers(),
                plan.volumes().stream().map(volume -> with(volume, used)).toList(),
                plan.choice());
    }

    private static Volume with(Volume volume, Map<String, Long> used) {
        List<String> mountPoints = Stream.concat(
                        volume.mountPoint().stream(),
                        volume.subvolumes().stream().flatMap(s -> s.mountPoint().stream()))
                .toList();
        return mountPoints.isEmpty() || !used.keySet().containsAll(mountPoints)
                ? volume
                : volume.withUsedBytes(OptionalLong.of(
                        mountPoints.stream().mapToLong(used::get).sum()));
    }

    /** One run counts every file once: the deepest directories come first, so that they are not counted with those above. */
    private static Map<String, Long> used(
            GoldenHost host, Path source, List<String> mountPoints, List<String> excludedDirs) {
        List<String> deepestFirst = new ArrayList<>(mountPoints);
        Collections.reverse(deepestFirst);
        List<String> command = new ArrayList<>(List.of("du", "-s", "-B1"));
        excludedDirs.forEach(
                dir -> command.add("--exclude=" + (path(source, dir) + "/*").replaceAll("([\\\\?\\[\\]])", "\\\\$1")));
        command.add("--");
        deepestFirst.forEach(mountPoint -> command.add(path(source, mountPoint)));
        Map<String, Long> used = new HashMap<>();
        try {
            List<String> lines =
                    host.output(command.toArray(new String[0])).lines().toList();
            for (int i = 0; i < lines.size() && lines.size() == deepestFirst.size(); i++) {
                used.put(deepestFirst.get(i), Long.parseLong(lines.get(i).split("\t", 2)[0]));
            }
        } catch (IOException e) {
            return Map.of(); // a file that went away meanwhile: the sizes are only told
        }
        return used;
    }

    private static String path(Path source, String directory) {
        return source.resolve("." + directory).normalize().toString();
    }
}
