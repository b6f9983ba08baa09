package org.kaappliance.appliance.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kaappliance.appliance.control.ControlException;
import org.kaappliance.pxemenu.NodeRecord;

/** What was said of disks, with the hardware addresses of the machines that the names in it mean. */
final class MeantDisks {
    private final List<NodeRecord> nodes;
    private final Names names;

    /** Which machines a text means. */
    @FunctionalInterface
    interface Names {
        /** @param option that the text stands behind, for the error */
        List<NodeRecord> of(String option, String text) throws ControlException;
    }

    /** @param nodes the machines of the order */
    MeantDisks(List<NodeRecord> nodes, Names names) {
        this.nodes = nodes;
        this.names = names;
    }

    /** @throws ControlException when a name means no machine of the order, or more of them than it may, or a serial number is missing */
    JobOrder.Disks of(JobOrder.Disks said) throws ControlException {
        List<JobOrder.Rule> rules = new ArrayList<>();
        for (JobOrder.Rule rule : said.rules()) {
            if (rule.node().equals(JobOrder.Rule.EVERY)) {
                rules.add(rule);
                continue;
            }
            for (NodeRecord node : meant("--disk", rule.node())) {
                rules.add(new JobOrder.Rule(node.mac().toString(), rule.drive(), rule.rule()));
            }
        }
        Map<String, List<String>> confirmed = new TreeMap<>();
        for (Map.Entry<String, List<String>> one : said.confirmed().entrySet()) {
            requireSerials(one.getKey(), one.getValue());
            confirmed
                    .computeIfAbsent(single(one.getKey()), mac -> new ArrayList<>())
                    .addAll(one.getValue());
        }
        return new JobOrder.Disks(rules, confirmed, said.agreed());
    }

    /** A blank one would be that of every disk that says none. */
    private static void requireSerials(String node, List<String> serials) throws ControlException {
        if (serials.isEmpty() || serials.stream().anyMatch(String::isBlank)) {
            throw ControlException.usage("--confirm-disk " + node
                    + ": a serial number is missing; a disk that has none cannot be confirmed");
        }
    }

    private String single(String text) throws ControlException {
        List<NodeRecord> meant = meant("--confirm-disk", text);
        if (meant.size() > 1) {
            throw ControlException.usage("--confirm-disk " + text + ": these are " + meant.size()
                    + " machines, and a serial number is that of one disk");
        }
        return meant.get(0).mac().toString();
    }

    private List<NodeRecord> meant(String option, String text) throws ControlException {
        List<NodeRecord> meant = names.of(option, text).stream()
                .filter(named -> nodes.stream().anyMatch(node -> node.mac().equals(named.mac())))
                .toList();
        if (meant.isEmpty()) {
            throw ControlException.usage(option + " " + text + ": this is none of the machines of this clone");
        }
        return meant;
    }
}
