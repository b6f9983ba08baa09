package org.kaappliance.relay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file as the stream. */
public record FileSource(Path file) implements StreamSource {
    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(file);
    }
}
