package org.kaappliance.relay;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** A file as the stream. A regular one can be read again; a device or a pipe cannot be trusted to give the same bytes. */
public record FileSource(Path file) implements StreamSource {
    @Override
    public InputStream open() throws IOException {
        return new FileInputStream(file.toFile());
    }

    @Override
    public OptionalLong expectedBytes() {
        try {
            return Files.isRegularFile(file) ? OptionalLong.of(Files.size(file)) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty(); // opening it says why, when it matters
        }
    }

    @Override
    public Optional<Reread> reread() {
        try {
            return Optional.of(new FileReread(file));
        } catch (IOException e) {
            return Optional.empty(); // opening it says why, when it matters
        }
    }
}
