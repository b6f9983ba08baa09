package org.kaappliance.clientkit.kit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Finds the programs of this host, and knows the Debian package of each that it is asked for. */
final class HostTools {
    private static final List<Path> FOLDERS = Stream.of(
                    "/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/lib/grub/i386-pc")
            .map(Path::of)
            .toList();

    private HostTools() {}

    /**
     * The places of programs, in the order asked.
     *
     * @param packages program to the package that brings it
     * @throws KitException names all that are missing in one line
     */
    static Map<String, Path> find(Map<String, String> packages) throws KitException {
        Map<String, Path> found = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        packages.forEach((tool, debianPackage) ->
                locate(tool).ifPresentOrElse(path -> found.put(tool, path), () -> missing.add(tool)));
        if (missing.isEmpty()) {
            return found;
        }
        TreeSet<String> install = new TreeSet<>();
        missing.forEach(tool -> install.add(packages.get(tool)));
        throw new KitException(String.join(", ", missing) + " not found: apt install " + String.join(" ", install));
    }

    /** The places of those that are there, in the order asked. */
    static Map<String, Path> findPresent(Collection<String> tools) {
        Map<String, Path> found = new LinkedHashMap<>();
        tools.forEach(tool -> locate(tool).ifPresent(path -> found.put(tool, path)));
        return found;
    }

    /** The place of one program. */
    static Path find(String tool, String debianPackage) throws KitException {
        return find(Map.of(tool, debianPackage)).get(tool);
    }

    private static Optional<Path> locate(String tool) {
        return FOLDERS.stream()
                .map(folder -> folder.resolve(tool))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
