package org.kaappliance.clientkit.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A manifest that was written to its end.
 *
 * @param file where it is kept, see {@link ManifestWriter}
 * @param entries how many members the stream had
 * @param contentBytes the sizes of all files, holes included
 */
public record Manifest(Path file, long entries, long contentBytes) {
    public Manifest {
        Objects.requireNonNull(file, "file");
    }

    public ManifestReader open() throws IOException {
        return new ManifestReader(file);
    }

    public void delete() throws IOException {
        Files.deleteIfExists(file);
    }
}
