package org.kaappliance.clientkit.node;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.kaappliance.clientkit.golden.Volume;

/** Which file system a path of the stream ({@code ./home/user}) lies on. */
final class VolumePaths {
    /** FAT keeps no owners, modes, links and attributes, and times by two seconds. */
    private static final Set<String> CONTENT_ONLY = Set.of("vfat", "msdos", "exfat");

    private final Map<String, Boolean> contentOnly = new TreeMap<>();
    private final Set<String> madeByFormat = new HashSet<>();

    VolumePaths(List<TargetVolume> volumes) {
        for (TargetVolume target : volumes) {
            Volume volume = target.volume();
            volume.mountPoint().ifPresent(mountPoint -> add(mountPoint, volume));
            volume.subvolumes().forEach(sub -> sub.mountPoint().ifPresent(mountPoint -> add(mountPoint, volume)));
        }
    }

    private void add(String mountPoint, Volume volume) {
        String path = mountPoint.equals("/") ? "." : "." + mountPoint;
        contentOnly.put(path, CONTENT_ONLY.contains(volume.type().text()));
        madeByFormat.add(path + "/lost+found");
    }

    boolean isMountPoint(String path) {
        return contentOnly.containsKey(path);
    }

    /** True for a directory that a new file system has, whether it was sent or not. */
    boolean isMadeByFormat(String path) {
        return madeByFormat.contains(path);
    }

    boolean keepContentOnly(String path) {
        for (String at = path; !at.isEmpty(); at = parent(at)) {
            Boolean only = contentOnly.get(at);
            if (only != null) {
                return only;
            }
        }
        return false;
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }
}
