package org.kaappliance.appliance.rehearse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What rehearsals that were killed left on this host: networks with machines in them, and then their directories. */
final class Leftovers {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final String ROOT = "0";

    private Leftovers() {}

    /**
     * Removes them.
     *
     * @param place where the large directories are
     * @return what was removed
     */
    static List<String> remove(Path place) throws IOException {
        List<String> removed = new ArrayList<>(RehearsalNetwork.removeLeftovers());
        removed.addAll(directories(WorkDirectory.RUN));
        removed.addAll(directories(place));
        return removed;
    }

    /** Those of dead processes that were not to stay. */
    static List<String> directories(Path place) throws IOException {
        List<String> removed = new ArrayList<>();
        for (Path directory : WorkDirectory.allIn(place)) {
            String name = directory.getFileName().toString();
            if (OwnerName.isOrphanedDirectory(name) && isOurs(directory) && !WorkDirectory.isKept(directory)) {
                remove(directory, removed);
            }
        }
        return removed;
    }

    /** Others may make names of that kind in {@code /var/tmp}; what is root's, and nobody else's to enter, is a rehearsal's. */
    private static boolean isOurs(Path directory) throws IOException {
        Map<String, Object> status = Files.readAttributes(directory, "unix:uid,permissions", LinkOption.NOFOLLOW_LINKS);
        return status.get("uid").toString().equals(ROOT)
                && status.get("permissions").equals(OWNER_ONLY);
    }

    private static void remove(Path directory, List<String> removed) throws IOException {
        try {
            WorkDirectory.delete(directory);
            removed.add(directory.toString());
        } catch (IOException | UncheckedIOException e) {
            if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) { // another rehearsal begins, too, and was faster
                throw new IOException(
                        "cannot remove " + directory + ", which a killed rehearsal left behind: " + e.getMessage(), e);
            }
        }
    }
}
