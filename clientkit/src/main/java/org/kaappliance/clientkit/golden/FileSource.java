package org.kaappliance.clientkit.golden;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.kaappliance.relay.StreamSource;

/**
 * A file as a stream: the kit's {@code stage2.tar} (session {@code getstage2-<job>}).
 *
 * @param file read from its beginning
 */
public record FileSource(Path file) implements StreamSource {
    public FileSource {
        Objects.requireNonNull(file, "file");
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(file);
    }
}
