package org.kaappliance.appliance.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.kaappliance.clientkit.golden.DiskChoice;
import org.kaappliance.clientkit.golden.DiskPlan;
import org.kaappliance.clientkit.golden.DiskRule;
import org.kaappliance.clientkit.golden.DrivePlan;
import org.kaappliance.clientkit.golden.StorageLayer.LuksContainer;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.NodeRecord;
import org.kaappliance.relay.Trust;

/** Which disks of the machines would be written, for people who ask before they are. */
final class PlannedDisks {
    private PlannedDisks() {}

    /** One line for each rule and each machine whose disk is confirmed; none when disks go by where they are connected. @param cipher of the streams */
    static List<String> of(CheckedOrder checked, Trust.Cipher cipher) {
        Map<MacAddress, String> names =
                checked.nodes().stream().collect(Collectors.toMap(NodeRecord::mac, NodeRecord::name));
        DiskChoice choice = checked.plan().disks().choice();
        List<String> lines = new ArrayList<>();
        if (!choice.rules().isEmpty()) {
            lines.add("+ Disks by rule :");
        }
        for (DiskRule rule : choice.rules()) {
            String whose = rule.node()
                    .map(mac -> " of " + names.getOrDefault(mac, mac.toString()))
                    .orElse("");
            lines.add("     "
                    + (rule.drive().equals(DiskRule.KEPT) ? "never written" + whose : "drive " + rule.drive() + whose)
                    + " : " + rule.text());
        }
        if (!choice.confirmed().isEmpty()) {
            lines.add("+ Confirmed disks, any other is refused :");
        }
        choice.confirmed()
                .forEach((mac, serials) -> lines.add(
                        "     " + names.getOrDefault(mac, mac.toString()) + " : serial " + String.join(", ", serials)));
        if (cipher == Trust.Cipher.NONE
                && checked.plan().disks().layers().stream().anyMatch(LuksContainer.class::isInstance)) {
            lines.add("! the passphrase of encrypted containers travels unencrypted: relay.encrypt = true");
        }
        return lines;
    }

    /** The drives that are made on each machine. */
    static List<String> drives(DiskPlan plan) {
        return plan.drives().stream().map(DrivePlan::drive).toList();
    }

    /** The machines of which nobody said a serial number. */
    static List<NodeRecord> unconfirmed(CheckedOrder checked) {
        return checked.nodes().stream()
                .filter(node -> !checked.plan().disks().choice().confirmed().containsKey(node.mac()))
                .toList();
    }
}
