package org.kaappliance.appliance.boot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.kaappliance.config.DhcpSettings;

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

    private record Need(List<String> files, String packages) {}

    /** What was found, and what to do about the rest. */
    public record Found(Map<String, Path> files, Optional<String> missing) {}

    /** @param directories where to look, first match wins */
    public BootPrograms(List<Path> directories) {
        this.directories = List.copyOf(directories);
    }

    /** The files that the settings name, by kind of firmware; not URLs, and nothing for {@code none} and {@code auto}. */
    public static Map<String, String> named(DhcpSettings dhcp) {
        Map<String, String> files = new TreeMap<>();
        dhcp.bootPrograms().forEach((firmware, program) -> {
            if (!Set.of("none", "auto").contains(program) && !program.contains("://")) {
                files.put(firmware, program);
            }
        });
        return files;
    }

    /**
     * Finds a boot program and its modules.
     *
     * @param program its name in the TFTP tree, e.g. {@code pxelinux.0}
     */
    public Found find(String program) {
        Need need = NEEDS.getOrDefault(program, new Need(List.of(program), ""));
        Map<String, Path> files = new LinkedHashMap<>();
        for (String name : need.files()) {
            Optional<Path> file = locate(name);
            if (file.isEmpty()) {
                String remedy = need.packages().isEmpty()
                        ? "put it there, or name its directory in kit.boot-program-directories"
                        : "apt install " + need.packages();
                return new Found(
                        Map.of(),
                        Optional.of("boot program " + name + " is in none of " + directories + ": " + remedy));
            }
            files.put(name, file.get());
        }
        if (program.endsWith("pxelinux.0")) {
            EXTRAS.forEach(extra -> locate(extra).ifPresent(file -> files.put(extra, file)));
        }
        return new Found(files, Optional.empty());
    }

    private Optional<Path> locate(String name) {
        return directories.stream()
                .map(directory -> directory.resolve(name))
                .filter(Files::isRegularFile)
                .findFirst();
    }
}
