package org.kaappliance.clientkit.kit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The shared libraries that programs need, the dynamic linker itself included, as {@code ldd} finds them. */
final class SharedLibraries {
    /** {@code libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x...)} or {@code /lib64/ld-linux-x86-64.so.2 (0x...)}. */
    private static final Pattern RESOLVED = Pattern.compile("\\s+(?:\\S+ => )?(/\\S+) \\(0x[0-9a-f]+\\)");

    private static final Pattern NOT_FOUND = Pattern.compile("\\s+(\\S+) => not found");

    private SharedLibraries() {}

    /** All that a set of programs and libraries needs beyond itself; static programs add none. */
    static SortedSet<Path> of(Collection<Path> files) throws KitException {
        if (files.isEmpty()) {
            return new TreeSet<>();
        }
        List<String> command = new ArrayList<>();
        command.add(HostTools.find("ldd", "libc-bin").toString());
        files.forEach(file -> command.add(file.toString()));
        Set<String> own =
                files.stream().map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        return parse(HostCommand.outputOfAnyExit(command), own); // exit code 1 for every static program
    }

    /**
     * Reads the output of {@code ldd}, for one file or for several.
     *
     * @param own names that may be missing, since the program that loads them knows where they are (libjvm.so)
     */
    static SortedSet<Path> parse(String lddOutput, Set<String> own) throws KitException {
        SortedSet<Path> libraries = new TreeSet<>();
        for (String line : lddOutput.lines().toList()) {
            Matcher missing = NOT_FOUND.matcher(line);
            if (missing.matches() && !own.contains(missing.group(1))) {
                throw new KitException(missing.group(1) + " not found by ldd: apt install --reinstall the package of "
                        + "the program that needs it, then run `ldconfig`");
            }
            Matcher resolved = RESOLVED.matcher(line);
            if (resolved.matches()) {
                libraries.add(Path.of(resolved.group(1)));
            }
        }
        return libraries;
    }
}
