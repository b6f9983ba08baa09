package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes files of the clone. A golden symbolic link may lead to any path, which would be one of stage 1 here: it is replaced, not followed. */
final class CloneFiles {
    private CloneFiles() {}

    static void write(Path file, String text) throws IOException {
        if (Files.isSymbolicLink(file)) {
            Files.delete(file);
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    static boolean exists(Path file) {
        return Files.isRegularFile(file) && !Files.isSymbolicLink(file);
    }
}
