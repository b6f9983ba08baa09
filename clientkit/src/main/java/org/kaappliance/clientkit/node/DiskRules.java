package org.kaappliance.clientkit.node;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kaappliance.clientkit.golden.DiskChoice;
import org.kaappliance.clientkit.golden.DiskPlan;
import org.kaappliance.clientkit.golden.DiskRule;
import org.kaappliance.clientkit.golden.DrivePlan;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.config.MacAddress;

/** What the operator said about disks, held against those of this machine. Pure. */
final class DiskRules {
    private DiskRules() {}

    /** The disks that no rule keeps from being written. */
    static List<NodeDisk> withoutKept(DiskChoice choice, MacAddress node, List<NodeDisk> disks) {
        List<DiskRule> kept = choice.rulesFor(node, DiskRule.KEPT);
        return disks.stream()
                .filter(disk -> kept.stream().noneMatch(rule -> names(rule, disk)))
                .toList();
    }

    /**
     * The disk of every drive that has a rule. Of several disks that one rule names for as many drives, the first is for the first.
     *
     * @param candidates in the order in which they are connected
     * @throws PlanException when a rule names too few disks, or more than there are drives for
     */
    static Map<String, NodeDisk> choose(DiskPlan plan, MacAddress node, List<NodeDisk> candidates)
            throws PlanException {
        Map<String, NodeDisk> chosen = new HashMap<>();
        for (DrivePlan drive : plan.drives()) {
            List<DiskRule> rules = plan.choice().rulesFor(node, drive.drive());
            if (!rules.isEmpty()) {
                List<NodeDisk> named = new ArrayList<>(named(rules, candidates));
                named.removeAll(chosen.values());
                requireOne(rules, named, waiting(plan, node, drive, chosen.keySet()), candidates);
                chosen.put(drive.drive(), named.get(0));
            }
        }
        return chosen;
    }

    /** @throws PlanException when the serial numbers of the chosen disks are not those that were confirmed for this machine */
    static void requireConfirmed(DiskChoice choice, MacAddress node, Collection<NodeDisk> chosen) throws PlanException {
        SortedSet<String> confirmed = choice.confirmed().get(node);
        if (confirmed == null) {
            return;
        }
        Set<String> found =
                chosen.stream().map(d -> d.identity().serial()).collect(Collectors.toCollection(TreeSet::new));
        if (!found.equals(confirmed)) {
            throw new PlanException("the disk that would be written is not the confirmed one: serial "
                    + String.join(" ", confirmed) + " was confirmed, found: " + describe(chosen)
                    + "; nothing was written");
        }
    }

    private static void requireOne(List<DiskRule> rules, List<NodeDisk> named, long drives, List<NodeDisk> candidates)
            throws PlanException {
        String text = rules.stream().map(DiskRule::text).collect(Collectors.joining(" or "));
        if (named.isEmpty()) {
            throw new PlanException("no disk for drive " + rules.get(0).drive() + " by rule " + text + " (found: "
                    + describe(candidates) + ")");
        }
        if (named.size() > drives) {
            throw new PlanException("it is not certain which disk may be erased: rule " + text + " for drive "
                    + rules.get(0).drive() + " names " + describe(named));
        }
    }

    /** How many drives still wait for a disk by these very rules, this one with them. */
    private static long waiting(DiskPlan plan, MacAddress node, DrivePlan drive, Set<String> done) {
        List<String> texts = texts(plan, node, drive.drive());
        return plan.drives().stream()
                .filter(other -> !done.contains(other.drive()))
                .filter(other -> texts(plan, node, other.drive()).equals(texts))
                .count();
    }

    private static List<String> texts(DiskPlan plan, MacAddress node, String drive) {
        return plan.choice().rulesFor(node, drive).stream().map(DiskRule::text).toList();
    }

    private static List<NodeDisk> named(List<DiskRule> rules, List<NodeDisk> candidates) {
        return candidates.stream()
                .filter(disk -> rules.stream().anyMatch(rule -> names(rule, disk)))
                .toList();
    }

    private static boolean names(DiskRule rule, NodeDisk disk) {
        return rule.conditions().stream().allMatch(c -> switch (c.field()) {
            case SIZE -> c.holds(disk.size());
            case PATH -> c.holds(disk.busPath()) || c.holds(disk.busPath().split("/")[0]) || c.holds(disk.connection());
            case SERIAL -> c.holds(disk.identity().serial());
            case MODEL -> c.holds(disk.identity().model());
            case WWN -> c.holds(disk.identity().wwn());
            case NAME -> c.holds(disk.name());
        });
    }

    private static String describe(Collection<NodeDisk> disks) {
        return disks.isEmpty()
                ? "none"
                : disks.stream()
                        .map(d -> d.name() + " " + d.size().bytes() / 1_000_000_000 + " GB, serial "
                                + (d.identity().serial().isEmpty()
                                        ? "unknown"
                                        : d.identity().serial()) + ", at "
                                + d.busPath())
                        .collect(Collectors.joining(", "));
    }
}
