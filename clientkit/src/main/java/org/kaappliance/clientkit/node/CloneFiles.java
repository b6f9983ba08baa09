package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kaappliance.clientkit.text.ByteText;

/** Reads and writes files of the clone, as {@link ByteText}. A golden symbolic link may lead to any path, which would be one of stage 1 here: it is replaced, not followed. */
final class CloneFiles {
    private CloneFiles() {}

    static void write(Path file, String text) throws IOException {
        if (Files.isSymbolicLink(file)) {
            Files.delete(file);
        }
        Files.createDirectories(file.getParent());
        ByteText.write(file, text);
    }

    static String read(Path file) throws IOException {
        return ByteText.read(file);
    }

    static boolean exists(Path file) {
        return Files.isRegularFile(file) && !Files.isSymbolicLink(file);
    }
}
