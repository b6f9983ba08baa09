package org.kaappliance.clientkit.system;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The name of a system, in the files of all distributions that have one. */
public final class HostName {
    /** Whole files that hold nothing else. */
    private static final List<String> NAME_FILES = List.of("/etc/hostname", "/etc/HOSTNAME");

    /** Settings of a file for shells, by the file: Red Hat up to 6 and Mandriva, OpenRC, Arch up to 2012. */
    private static final Map<String, String> SETTINGS = Map.of(
            "/etc/sysconfig/network", "HOSTNAME",
            "/etc/conf.d/hostname", "hostname",
            "/etc/rc.conf", "HOSTNAME");

    private HostName() {}

    /** The system's name; empty when it has none. */
    public static String of(SystemTree tree) throws IOException {
        for (String path : NAME_FILES) {
            Optional<String> text = tree.read(path);
            if (text.isPresent() && !text.get().isBlank()) {
                return text.get()
                        .lines()
                        .map(String::trim)
                        .filter(l -> !l.isEmpty() && !l.startsWith("#"))
                        .findFirst()
                        .orElse("");
            }
        }
        for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
            Optional<String> text = tree.read(setting.getKey());
            Matcher m = setting(setting.getValue()).matcher(text.orElse(""));
            if (m.find()) {
                return m.group(2).replaceAll("[\"']", "").trim();
            }
        }
        return "";
    }

    /** Gives it another one; {@code /etc/hostname} is made, the others are changed where they are. */
    public static void set(SystemTree tree, String name) throws IOException {
        String golden = of(tree);
        tree.write("/etc/hostname", name + "\n");
        if (tree.isFile("/etc/HOSTNAME") && !tree.isLink("/etc/HOSTNAME")) {
            tree.write("/etc/HOSTNAME", name + "\n");
        }
        for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
            Trace.edit(text -> setting(setting.getValue())
                            .matcher(text)
                            .replaceAll(m -> Matcher.quoteReplacement(m.group(1) + quoted(m.group(2), name))))
                    .from(tree, setting.getKey());
        }
        Optional<String> hosts = tree.read("/etc/hosts");
        if (hosts.isPresent()) {
            tree.write("/etc/hosts", inHosts(hosts.get(), golden, name));
        }
        if (tree.read("/etc/mailname")
                .filter(text -> text.trim().equals(golden))
                .isPresent()) {
            tree.write("/etc/mailname", name + "\n");
        }
    }

    /** Gives the golden node's name on lines of loopback addresses ({@code 127.0.1.1 golden.example golden}) to the clone. Pure. */
    static String inHosts(String hosts, String golden, String name) {
        if (golden.isEmpty()) {
            return hosts;
        }
        return hosts.lines()
                .map(line -> line.matches("(127\\.|::1\\s).*") ? inHostsLine(line, golden, name) : line)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String inHostsLine(String line, String golden, String name) {
        return List.of(line.split("(?<=\\s)|(?=\\s)")).stream()
                .map(word -> word.equals(golden) || word.startsWith(golden + ".")
                        ? name + word.substring(golden.length())
                        : word)
                .collect(Collectors.joining());
    }

    private static Pattern setting(String key) {
        return Pattern.compile("(?m)^(\\s*" + key + "=)(.*)$");
    }

    private static String quoted(String before, String name) {
        return before.startsWith("\"") || before.startsWith("'") ? "\"" + name + "\"" : name;
    }
}
