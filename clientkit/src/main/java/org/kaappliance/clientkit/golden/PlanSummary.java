package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.List;
import org.kaappliance.clientkit.golden.PartitionEntry.Level;

/** The plan in the words of the seed's {@code ka-d.sh}. */
final class PlanSummary {
    private PlanSummary() {}

    static List<String> of(ClonePlan plan) {
        List<String> lines = new ArrayList<>();
        lines.add("+ Mount points :");
        plan.content().mounts().forEach(m -> lines.add("     " + m.device() + " " + m.line()));
        lines.add("+ Hard drives :");
        plan.disks().drives().forEach(d -> lines.add("     " + d.drive()));
        plan.disks().drives().forEach(d -> addDrive(d, lines));
        lines.add("+ Included mount points : " + String.join(" ", plan.disks().mountPoints()));
        lines.add("+ Bootloader is: " + plan.finish().bootLoader().text());
        if (!plan.finish().hooks().isEmpty()) {
            lines.add("+ Hooks: "
                    + String.join(
                            " ", plan.finish().hooks().stream().map(Hook::name).toList()));
        }
        plan.warnings().forEach(w -> lines.add("! " + w));
        return List.copyOf(lines);
    }

    private static void addDrive(DrivePlan drive, List<String> lines) {
        lines.add("+ Reading partition table description for " + drive.drive());
        for (PartitionEntry entry : drive.table().entries()) {
            if (entry.level() != Level.EXTENDED) {
                lines.add("    Added partition " + entry.number() + " : type " + entry.type());
            }
        }
    }
}
