package org.kaappliance.tftp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Serves named files from wherever they stand on disk, and nothing else. A file that is replaced is served anew. */
public final class FixedFileRoute implements ContentRoute {
    private final Map<String, Path> files;
    private final FileCache cache = new FileCache();

    /** @param files names in the virtual tree, {@code kit/vmlinuz}, and the file behind each; it need not exist yet */
    public FixedFileRoute(Map<String, Path> files) {
        this.files = files.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, e -> e.getValue().toAbsolutePath()));
    }

    public FixedFileRoute(String name, Path file) {
        this(Map.of(name, file));
    }

    @Override
    public Optional<Content> resolve(TftpRequest request) throws IOException {
        Path file = files.get(request.path());
        return file == null || !Files.isRegularFile(file) ? Optional.empty() : Optional.of(cache.get(file));
    }
}
