package org.kaappliance.appliance.job;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.kaappliance.clientkit.golden.DiskChoice;
import org.kaappliance.clientkit.golden.DiskRule;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.config.DiskSettings;
import org.kaappliance.config.MacAddress;
import org.kaappliance.config.Settings;

/**
 * What the settings say of disks, and how that and an order become one choice. Of a drive holds what the order says of the machine, else what it says of
 * all, else the machine's own settings, else {@code clone.disks}. Disks that are never written add up, wherever that is said. A serial number
 * that is set always holds. Pure.
 *
 * @param all of every machine
 * @param machines of one
 */
public record OwnDisks(DiskSettings all, Map<MacAddress, DiskSettings> machines) {
    static final OwnDisks NONE = new OwnDisks(DiskSettings.NONE, Map.of());

    public OwnDisks {
        machines = Map.copyOf(machines);
    }

    public static OwnDisks of(Settings settings) {
        Map<MacAddress, DiskSettings> machines = new HashMap<>();
        for (Settings.Machine machine : settings.machines()) {
            machine.macs().forEach(mac -> machines.put(mac, machine.disks()));
        }
        return new OwnDisks(settings.cloning().disks(), machines);
    }

    /**
     * @param order with its machines by their hardware addresses
     * @throws PlanException when it says another disk of a machine than the settings confirm
     */
    DiskChoice choice(JobOrder order) throws PlanException {
        Map<String, List<String>> saidOfAll = said(order, JobOrder.Rule.EVERY);
        List<DiskRule> rules = new ArrayList<>(rules(JobOrder.Rule.EVERY, ofAll(saidOfAll)));
        for (String target : order.machines().targets()) {
            rules.addAll(rules(target, ofOne(said(order, target), saidOfAll, own(target))));
        }
        return new DiskChoice(rules, confirmed(order));
    }

    private DiskSettings own(String target) {
        return machines.getOrDefault(MacAddress.parse(target), DiskSettings.NONE);
    }

    private Map<MacAddress, SortedSet<String>> confirmed(JobOrder order) throws PlanException {
        Map<MacAddress, SortedSet<String>> confirmed = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        for (String target : order.machines().targets()) {
            SortedSet<String> said = new TreeSet<>(order.disks().confirmed().getOrDefault(target, List.of()));
            SortedSet<String> set = new TreeSet<>(own(target).confirmed());
            if (!said.isEmpty() && !set.isEmpty() && !said.equals(set)) {
                problems.add(target + ": --confirm-disk, of now or of the job that is repeated, says serial "
                        + String.join(" ", said) + ", and machines[].clone.confirm-disk in the settings says "
                        + String.join(" ", set) + ", which always holds: correct the one that is wrong");
            }
            SortedSet<String> serials = said.isEmpty() ? set : said;
            if (!serials.isEmpty()) {
                confirmed.put(MacAddress.parse(target), serials);
            }
        }
        if (!problems.isEmpty()) {
            throw new PlanException(problems);
        }
        return confirmed;
    }

    private Map<String, List<String>> ofAll(Map<String, List<String>> saidOfAll) {
        Map<String, List<String>> drives = new TreeMap<>(all.drives());
        drives.putAll(saidOfAll);
        return keeping(drives, all.kept());
    }

    /** What a rule of its own says for a drive hides what is said of all. */
    private Map<String, List<String>> ofOne(
            Map<String, List<String>> said, Map<String, List<String>> saidOfAll, DiskSettings own) {
        Map<String, List<String>> drives = new TreeMap<>(own.drives());
        drives.keySet().removeAll(saidOfAll.keySet());
        drives.putAll(said);
        keeping(drives, own.kept());
        return drives.containsKey(DiskRule.KEPT)
                ? keeping(drives, ofAll(saidOfAll).getOrDefault(DiskRule.KEPT, List.of()))
                : drives;
    }

    private static Map<String, List<String>> keeping(Map<String, List<String>> drives, List<String> more) {
        if (!more.isEmpty()) {
            drives.merge(
                    DiskRule.KEPT,
                    more,
                    (before, added) ->
                            Stream.concat(before.stream(), added.stream()).toList());
        }
        return drives;
    }

    private static Map<String, List<String>> said(JobOrder order, String node) {
        Map<String, List<String>> said = new LinkedHashMap<>();
        order.disks().rules().stream()
                .filter(rule -> rule.node().equals(node))
                .forEach(rule -> said.computeIfAbsent(rule.drive(), drive -> new ArrayList<>())
                        .add(rule.rule()));
        return said;
    }

    private static List<DiskRule> rules(String node, Map<String, List<String>> drives) {
        return drives.entrySet().stream()
                .flatMap(drive -> drive.getValue().stream().map(rule -> DiskRule.parse(node, drive.getKey(), rule)))
                .toList();
    }
}
