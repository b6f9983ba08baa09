package org.kaappliance.clientkit.golden;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where the golden stream comes from. What would make the stream fail is found here, before a disk is erased. */
final class GoldenSource {
    private GoldenSource() {}

    /** Why these file systems cannot be streamed with this program, one line each; empty when they can. */
    static List<String> problems(Path source, List<String> mountPoints, String tar) {
        List<String> problems = new ArrayList<>();
        for (String mountPoint : mountPoints) {
            if (!isDirectory(source, mountPoint)) {
                problems.add("mount point " + mountPoint + " is no directory of the golden system " + source);
            }
        }
        if (!isGnuTar(tar)) {
            problems.add("the golden system is read with GNU tar, and there is no " + tar + " here that is GNU tar");
        }
        return problems;
    }

    /** The mount points that tar would not enter from the one before. In a tree they are often plain directories of one file system. */
    static List<String> fileSystems(Path source, List<String> mountPoints) throws IOException {
        Set<Object> devices = new HashSet<>();
        List<String> own = new ArrayList<>();
        for (String mountPoint : mountPoints) {
            if (!isDirectory(source, mountPoint)) {
                throw new IOException("mount point " + mountPoint + " is no directory of the golden system " + source);
            }
            if (devices.add(Files.getAttribute(dir(source, mountPoint), "unix:dev", LinkOption.NOFOLLOW_LINKS))) {
                own.add(mountPoint);
            }
        }
        return own;
    }

    private static boolean isDirectory(Path source, String mountPoint) {
        try {
            return Files.isDirectory(dir(source, mountPoint), LinkOption.NOFOLLOW_LINKS);
        } catch (InvalidPathException e) {
            return false; // a name that the locale of this process cannot say
        }
    }

    private static Path dir(Path source, String mountPoint) {
        return mountPoint.equals("/") ? source : source.resolve(mountPoint.substring(1));
    }

    private static boolean isGnuTar(String tar) {
        try {
            Process version = new ProcessBuilder(tar, "--version")
                    .redirectErrorStream(true)
                    .start();
            version.getOutputStream().close();
            String said = new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return said.contains("GNU tar");
        } catch (IOException e) {
            return false;
        }
    }
}
