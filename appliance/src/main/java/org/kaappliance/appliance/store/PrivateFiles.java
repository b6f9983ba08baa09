package org.kaappliance.appliance.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that only their owner may read, whatever the mode of the directory: they hold the keys of jobs. */
final class PrivateFiles {
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");

    private PrivateFiles() {}

    static FileChannel open(Path file, OpenOption... options) throws IOException {
        return FileChannel.open(file, Set.of(options), PosixFilePermissions.asFileAttribute(OWNER));
    }

    /** Takes from others what they may do with a file that is there. */
    static void tighten(Path file) throws IOException {
        if (Files.exists(file) && !Files.getPosixFilePermissions(file).equals(OWNER)) {
            Files.setPosixFilePermissions(file, OWNER);
        }
    }
}
