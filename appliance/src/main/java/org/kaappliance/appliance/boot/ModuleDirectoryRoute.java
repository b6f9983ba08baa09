package org.kaappliance.appliance.boot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kaappliance.tftp.Content;
import org.kaappliance.tftp.ContentRoute;
import org.kaappliance.tftp.RootDirectoryRoute;
import org.kaappliance.tftp.TftpRequest;

/** Serves the files of directories of the host, each under a name of its own in the tree, without what is below them. */
public final class ModuleDirectoryRoute implements ContentRoute {
    private final Map<String, RootDirectoryRoute> directories;

    /** @param directories names in the tree, {@code grub/x86_64-efi}, and the directory behind each */
    public ModuleDirectoryRoute(Map<String, Path> directories) {
        this.directories = directories.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> new RootDirectoryRoute(entry.getValue())));
    }

    @Override
    public Optional<Content> resolve(TftpRequest request) throws IOException {
        String path = request.path();
        int slash = path.lastIndexOf('/');
        RootDirectoryRoute directory = slash < 0 ? null : directories.get(path.substring(0, slash));
        return directory == null
                ? Optional.empty()
                : directory.resolve(new TftpRequest(path.substring(slash + 1), request.client()));
    }
}
