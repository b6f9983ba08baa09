package org.kaappliance.clientkit.kit;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which module needs which, as {@code depmod} wrote it (modules.dep(5), modules.softdep): paths below the folder of the
 * kernel's modules, such as {@code kernel/drivers/ata/ahci.ko}.
 */
final class ModuleDependencies {
    private final Map<String, List<String>> needs;
    private final Map<String, Set<String>> softNeeds = new LinkedHashMap<>();
    private final Map<String, String> pathByName = new LinkedHashMap<>();

    private ModuleDependencies(Map<String, List<String>> needs) {
        this.needs = needs;
        needs.keySet().forEach(path -> pathByName.put(name(path), path));
    }

    /**
     * @param modulesDep lines {@code path: path path}
     * @param modulesSoftdep lines {@code softdep name pre: name post: name}; aliases such as {@code crypto-crc32c} in the
     *     place of names are left out
     */
    static ModuleDependencies parse(String modulesDep, String modulesSoftdep) {
        Map<String, List<String>> needs = new LinkedHashMap<>();
        modulesDep.lines().filter(line -> line.contains(":")).forEach(line -> {
            int colon = line.indexOf(':');
            String rest = line.substring(colon + 1).strip();
            needs.put(line.substring(0, colon), rest.isEmpty() ? List.of() : List.of(rest.split(" +")));
        });
        ModuleDependencies result = new ModuleDependencies(needs);
        modulesSoftdep.lines().filter(line -> line.startsWith("softdep ")).forEach(result::softdep);
        return result;
    }

    private void softdep(String line) {
        String[] words = line.split(" +");
        Set<String> soft = softNeeds.computeIfAbsent(canonical(words[1]), name -> new TreeSet<>());
        for (int i = 2; i < words.length; i++) {
            path(words[i]).ifPresent(soft::add);
        }
    }

    Set<String> modules() {
        return Collections.unmodifiableSet(needs.keySet());
    }

    /** The path of a module by its name; {@code -} and {@code _} are the same. Empty too for what is built in. */
    Optional<String> path(String name) {
        return Optional.ofNullable(pathByName.get(canonical(name)));
    }

    /** These modules and all that they need, sorted. */
    SortedSet<String> closure(Collection<String> wanted) {
        SortedSet<String> all = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(wanted);
        while (!open.isEmpty()) {
            String path = open.pop();
            if (needs.containsKey(path) && all.add(path)) {
                open.addAll(needs.get(path));
                open.addAll(softNeeds.getOrDefault(name(path), Set.of()));
            }
        }
        return all;
    }

    private static String name(String path) {
        return canonical(path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.ko(\\.\\w+)?$", ""));
    }

    private static String canonical(String name) {
        return name.replace('-', '_');
    }
}
