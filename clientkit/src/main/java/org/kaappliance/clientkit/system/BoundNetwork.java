package org.kaappliance.clientkit.system;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Network settings that are bound to one hardware address, without it. Pure but for {@link #link}. */
final class BoundNetwork {
    private static final String MAC = "([0-9A-Fa-f]{1,2}[:-]){5}[0-9A-Fa-f]{1,2}";
    private static final Pattern UDEV = Pattern.compile("[^#]*ATTRS?\\{address\\}==\"" + MAC + "\".*", Pattern.DOTALL);
    private static final Pattern IFCFG =
            Pattern.compile("\\s*(HWADDR|MACADDR|LLADDR|UUID)\\s*=.*", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    private static final Pattern INTERFACES = Pattern.compile("\\s+hwaddress\\s.*", Pattern.DOTALL);
    private static final Pattern KEYFILE =
            Pattern.compile("\\s*(mac-address|cloned-mac-address)\\s*=\\s*" + MAC + "\\s*");
    private static final Pattern NETWORKD =
            Pattern.compile("\\s*(MACAddress|PermanentMACAddress)\\s*=.*", Pattern.DOTALL);

    private BoundNetwork() {}

    static String udevRules(String text) {
        return without(text, UDEV.asMatchPredicate());
    }

    static String ifcfg(String text) {
        return without(text, IFCFG.asMatchPredicate());
    }

    static String interfaces(String text) {
        return without(text, INTERFACES.asMatchPredicate());
    }

    /** {@code cloned-mac-address=random} and its like are no address, and stay. */
    static String keyfile(String text) {
        return without(text, KEYFILE.asMatchPredicate());
    }

    /** A network that was for one card by its address is for every Ethernet card then. */
    static String networkd(String text) {
        String unbound = without(text, NETWORKD.asMatchPredicate());
        List<String> lines = new ArrayList<>(lines(unbound));
        int match = lines.indexOf("[Match]");
        if (match < 0 || unbound.equals(text) || !isEmptySection(lines, match)) {
            return unbound;
        }
        lines.add(match + 1, "Type=ether");
        return joined(lines);
    }

    /** A {@code .link} that finds its card by the address alone is of no use without it. */
    static void link(SystemTree tree, String path) throws IOException {
        if (tree.isLink(path) || !tree.isFile(path)) {
            return;
        }
        String before = tree.read(path).orElseThrow();
        String after = without(before, NETWORKD.asMatchPredicate());
        int match = lines(after).indexOf("[Match]");
        if (after.equals(before)) {
            return;
        }
        if (match < 0 || isEmptySection(lines(after), match)) {
            tree.delete(path);
        } else {
            tree.write(path, after);
        }
    }

    private static boolean isEmptySection(List<String> lines, int header) {
        return lines.subList(header + 1, lines.size()).stream()
                .takeWhile(line -> !line.trim().startsWith("["))
                .allMatch(line -> line.isBlank() || line.trim().startsWith("#"));
    }

    static String without(String text, Predicate<String> unwanted) {
        List<String> lines = lines(text);
        return lines.stream().anyMatch(unwanted)
                ? joined(lines.stream().filter(unwanted.negate()).toList())
                : text;
    }

    private static List<String> lines(String text) {
        return text.lines().toList();
    }

    private static String joined(List<String> lines) {
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }
}
