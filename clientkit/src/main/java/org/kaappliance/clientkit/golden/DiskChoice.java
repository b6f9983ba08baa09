package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.kaappliance.config.MacAddress;

/**
 * What the operator said about the disks of the nodes.
 *
 * @param rules which disk becomes which drive; drives without a rule go by where disks are connected
 * @param confirmed the serial numbers of all disks that may be written on a node; a node that is not named here is not asked
 */
public record DiskChoice(List<DiskRule> rules, Map<MacAddress, SortedSet<String>> confirmed) {
    public static final DiskChoice BY_CONNECTION = new DiskChoice(List.of(), Map.of());

    public DiskChoice {
        rules = List.copyOf(rules);
        TreeMap<MacAddress, SortedSet<String>> copy = new TreeMap<>();
        confirmed.forEach((mac, serials) -> copy.put(mac, Collections.unmodifiableSortedSet(new TreeSet<>(serials))));
        confirmed = Collections.unmodifiableSortedMap(copy);
    }

    /** With one more rule. */
    public DiskChoice with(DiskRule rule) {
        List<DiskRule> all = new ArrayList<>(rules);
        all.add(rule);
        return new DiskChoice(all, confirmed);
    }

    /** With one more serial number ({@code --confirm-disk}). */
    public DiskChoice confirming(MacAddress node, String serial) {
        Map<MacAddress, SortedSet<String>> all = new TreeMap<>(confirmed);
        SortedSet<String> serials = new TreeSet<>(all.getOrDefault(node, new TreeSet<>()));
        serials.add(serial);
        all.put(node, serials);
        return new DiskChoice(rules, all);
    }

    /** The rules that hold on a node for a drive: its own, else those for every node. */
    public List<DiskRule> rulesFor(MacAddress node, String drive) {
        List<DiskRule> own = rules.stream()
                .filter(r ->
                        r.drive().equals(drive) && r.node().filter(node::equals).isPresent())
                .toList();
        return own.isEmpty()
                ? rules.stream()
                        .filter(r -> r.drive().equals(drive) && r.node().isEmpty())
                        .toList()
                : own;
    }
}
