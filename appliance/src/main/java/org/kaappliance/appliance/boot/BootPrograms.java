package org.kaappliance.appliance.boot;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kaappliance.config.Settings;
import org.kaappliance.tftp.TftpRequest;

/** The boot programs that firmware loads, where this host's packages have put them. */
public final class BootPrograms {
    /** Each program with the modules that it loads itself, and the Debian package that brings them. */
    private static final Map<String, Need> NEEDS = Map.of(
            "pxelinux.0", new Need(List.of("pxelinux.0", "ldlinux.c32"), "pxelinux syslinux-common"),
            "lpxelinux.0", new Need(List.of("lpxelinux.0", "ldlinux.c32"), "pxelinux syslinux-common"),
            "syslinux.efi", new Need(List.of("syslinux.efi", "ldlinux.e64"), "syslinux-efi syslinux-common"));

    /** What menus may name beside them: {@code local-boot = chain}, and menus of the administrator's own. */
    private static final List<String> EXTRAS = List.of("chain.c32", "libcom32.c32", "libutil.c32", "menu.c32");

    private final List<Path> directories;
    private final Optional<Path> root;

    private static final InetSocketAddress ANYBODY = new InetSocketAddress(0);

    private record Need(List<String> files, String packages) {}

    /** Looks where the settings say. */
    public static BootPrograms of(Settings settings) {
        return new BootPrograms(
                settings.kit().bootProgramDirectories(), settings.tftp().root());
    }

    /**
     * What was found, and what to do about the rest.
     *
     * @param files by their names in the TFTP tree; without those in the administrator's own directory
     */
    public record Found(Map<String, Path> files, Optional<String> missing) {}

    /**
     * @param directories where to look, first match wins
     * @param root files of the administrator's own; what lies there needs no other route
     */
    public BootPrograms(List<Path> directories, Optional<Path> root) {
        this.directories = List.copyOf(directories);
        this.root = root;
    }

    /**
     * Finds a boot program and its modules.
     *
     * @param program its name in the TFTP tree, e.g. {@code pxelinux.0}, with or without a slash in front
     */
    public Found find(String program) {
        String path = path(program);
        Need need = NEEDS.getOrDefault(path, new Need(List.of(path), ""));
        Map<String, Path> files = new LinkedHashMap<>();
        for (String name : need.files()) {
            Optional<Path> file = locate(name);
            if (file.isEmpty() && !isBelowRoot(name)) {
                return new Found(Map.of(), Optional.of(missing(name, need)));
            }
            file.ifPresent(found -> files.put(name, found));
        }
        if (program.endsWith("pxelinux.0")) {
            EXTRAS.forEach(extra -> locate(extra).ifPresent(file -> files.put(extra, file)));
        }
        return new Found(files, Optional.empty());
    }

    private String missing(String name, Need need) {
        String remedy = need.packages().isEmpty()
                ? "put it below tftp.root, or name its directory in kit.boot-program-directories"
                : "apt install " + need.packages();
        return "boot program " + name + " is in none of " + directories
                + root.map(tree -> " and not in " + tree).orElse("") + ": " + remedy;
    }

    /** As {@link TftpRequest#path} has it: the root is that of the tree, never the host's. */
    private static String path(String program) {
        return new TftpRequest(program, ANYBODY).path();
    }

    private Optional<Path> locate(String name) {
        return directories.stream()
                .map(directory -> below(directory, name))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private boolean isBelowRoot(String name) {
        return root.flatMap(tree -> below(tree, name)).isPresent();
    }

    private static Optional<Path> below(Path directory, String name) {
        Path file = directory.resolve(name).normalize();
        return file.startsWith(directory.normalize()) && Files.isRegularFile(file)
                ? Optional.of(file)
                : Optional.empty();
    }
}
