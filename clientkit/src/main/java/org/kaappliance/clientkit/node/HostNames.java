package org.kaappliance.clientkit.node;

import java.util.List;
import java.util.stream.Collectors;

/** The host name in {@code /etc/hosts}. Pure. */
final class HostNames {
    private HostNames() {}

    /** Gives the golden node's name on lines of loopback addresses ({@code 127.0.1.1 golden.example golden}) to the clone. */
    static String rename(String hosts, String golden, String name) {
        if (golden.isEmpty()) {
            return hosts;
        }
        return hosts.lines()
                .map(line -> line.startsWith("127.") ? line(line, golden, name) : line)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String line(String line, String golden, String name) {
        return List.of(line.split("(?<=\\s)|(?=\\s)")).stream()
                .map(word -> word.equals(golden) || word.startsWith(golden + ".")
                        ? name + word.substring(golden.length())
                        : word)
                .collect(Collectors.joining());
    }
}
