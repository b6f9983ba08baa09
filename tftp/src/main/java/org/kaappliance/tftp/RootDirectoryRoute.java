package org.kaappliance.tftp;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Serves the regular files under a directory. Nothing outside can be reached: not by {@code ..}, not by an absolute name, not
 * by a symbolic link that leads out. Links that stay inside work.
 */
public final class RootDirectoryRoute implements ContentRoute {
    private final Path root;
    private final FileCache cache = new FileCache();

    /** @param root the directory; while it does not exist, every name is unknown */
    public RootDirectoryRoute(Path root) {
        this.root = root.toAbsolutePath();
    }

    @Override
    public Optional<Content> resolve(TftpRequest request) throws IOException {
        Optional<Path> file = locate(request.path());
        return file.isEmpty() ? Optional.empty() : Optional.of(cache.get(file.get()));
    }

    private Optional<Path> locate(String path) throws IOException {
        if (path.isEmpty() || ("/" + path + "/").contains("/../")) {
            return Optional.empty();
        }
        try {
            Path real = root.resolve(path).toRealPath();
            return real.startsWith(root.toRealPath()) && Files.isRegularFile(real)
                    ? Optional.of(real)
                    : Optional.empty();
        } catch (AccessDeniedException e) {
            throw e;
        } catch (InvalidPathException | FileSystemException e) {
            // none there, a name over 255 bytes, a file where a directory is meant, a loop of links
            return Optional.empty();
        }
    }
}
