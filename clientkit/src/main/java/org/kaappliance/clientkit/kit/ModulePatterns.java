package org.kaappliance.clientkit.kit;

import java.util.ArrayList;
import java.util.List;

/**
 * Which modules a stage carries, read from {@code modules.list} or {@code stage2-modules.list}: path prefixes below the kernel's module folder. A line
 * {@code drivers/ata/} takes a folder, {@code drivers/ata/ahci} one module, {@code -drivers/ata/pata_legacy} leaves out
 * again; the longest line that fits decides. {@code load NAME} has init load a module that no device asks for.
 *
 * @param load in the order of the file
 */
record ModulePatterns(List<String> take, List<String> leave, List<String> load) {

    static ModulePatterns parse(List<String> lines) {
        List<String> take = new ArrayList<>();
        List<String> leave = new ArrayList<>();
        List<String> load = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("load ")) {
                load.add(line.substring("load ".length()).strip());
            } else if (line.startsWith("-")) {
                leave.add(line.substring(1));
            } else {
                take.add(line);
            }
        }
        return new ModulePatterns(List.copyOf(take), List.copyOf(leave), List.copyOf(load));
    }

    /** @param module as in modules.dep: {@code kernel/drivers/ata/ahci.ko.xz} */
    boolean takes(String module) {
        String path = module.replaceFirst("^kernel/", "").replaceFirst("\\.ko(\\.\\w+)?$", "");
        return longest(take, path) > longest(leave, path);
    }

    private static int longest(List<String> patterns, String path) {
        return patterns.stream()
                .filter(pattern -> pattern.endsWith("/") ? path.startsWith(pattern) : path.equals(pattern))
                .mapToInt(String::length)
                .max()
                .orElse(0);
    }
}
