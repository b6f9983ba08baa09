package org.kaappliance.appliance.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.DiskPlan;
import org.kaappliance.clientkit.golden.DiskRule;
import org.kaappliance.clientkit.golden.GoldenSystem;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.config.Settings;

/**
 * Plans what an order asks for, with what the administrator has set for every cloning.
 *
 * @param steps at the end
 * @param disks of the machines
 * @param keys of encrypted containers
 * @param sourceKey the file of the key that another machine has to hold which is to be the golden node
 */
public record OwnPlanner(OwnSteps steps, OwnDisks disks, LuksKeyring keys, Optional<Path> sourceKey)
        implements Planner {
    static final OwnPlanner NOTHING_SET =
            new OwnPlanner(OwnSteps.NONE, OwnDisks.NONE, LuksKeyring.NONE, Optional.empty());

    public static OwnPlanner of(Settings settings) {
        return new OwnPlanner(
                OwnSteps.of(settings.cloning().end()),
                OwnDisks.of(settings),
                new LuksKeyring(settings.cloning().luksKeys()),
                settings.cloning().sourceKey());
    }

    /** The same with other steps at the end. */
    public OwnPlanner with(OwnSteps others) {
        return new OwnPlanner(others, disks, keys, sourceKey);
    }

    /** The same with other settings of disks. */
    public OwnPlanner with(OwnDisks others) {
        return new OwnPlanner(steps, others, keys, sourceKey);
    }

    /** The same with the key of a golden node elsewhere. */
    public OwnPlanner withSourceKey(Path key) {
        return new OwnPlanner(steps, disks, keys, Optional.of(key));
    }

    @Override
    public GoldenSystem golden(JobOrder order) throws PlanException, IOException {
        return GoldenSource.of(order.golden().source(), sourceKey);
    }

    @Override
    public ClonePlan plan(JobOrder order) throws PlanException, IOException {
        ClonePlan plan = golden(order).plan(OrderCheck.request(order));
        DiskPlan chosen = keys.addTo(plan.disks()).with(disks.choice(order));
        requireAgreed(order.disks().agreed(), PlannedDisks.drives(chosen));
        requireDrives(order, chosen);
        requireEverySerial(chosen);
        return steps.addTo(plan.with(chosen));
    }

    /**
     * A live golden node makes a plan of the drives on which something is mounted just then, and who agreed to the plan agreed to those alone.
     *
     * @param agreed empty when nobody did yet
     */
    private static void requireAgreed(List<String> agreed, List<String> planned) throws PlanException {
        if (agreed.isEmpty()) {
            return;
        }
        List<String> problems = new ArrayList<>();
        planned.stream()
                .filter(drive -> !agreed.contains(drive))
                .forEach(drive -> problems.add(
                        "drive " + drive + " of the golden system came since this was agreed to, and a disk"
                                + " more of each machine would be erased: unmount there what is mounted of it, or clone anew with -X "
                                + drive));
        agreed.stream()
                .filter(drive -> !planned.contains(drive))
                .forEach(drive -> problems.add(
                        "drive " + drive + " of the golden system went since this was agreed to: mount there"
                                + " again what was mounted of it, or clone anew without it"));
        if (!problems.isEmpty()) {
            throw new PlanException(problems);
        }
    }

    /** The settings may speak of drives that this golden system lacks; who says one for this clone means it. */
    private static void requireDrives(JobOrder order, DiskPlan plan) throws PlanException {
        List<String> drives = new ArrayList<>(PlannedDisks.drives(plan));
        drives.add(DiskRule.KEPT);
        List<String> problems = order.disks().rules().stream()
                .filter(rule -> !drives.contains(rule.drive()))
                .map(rule -> "--disk " + rule.drive() + "=" + rule.rule() + ": no drive " + rule.drive()
                        + " is made, but " + String.join(" ", PlannedDisks.drives(plan)))
                .distinct()
                .toList();
        if (!problems.isEmpty()) {
            throw new PlanException(problems);
        }
    }

    private static void requireEverySerial(DiskPlan plan) throws PlanException {
        List<String> drives = PlannedDisks.drives(plan);
        List<String> problems = plan.choice().confirmed().entrySet().stream()
                .filter(node -> node.getValue().size() != drives.size())
                .map(node -> node.getKey() + ": the confirmed disks are " + String.join(" ", node.getValue())
                        + ", and what is written there becomes " + String.join(" ", drives)
                        + ": one serial number for each")
                .toList();
        if (!problems.isEmpty()) {
            throw new PlanException(problems);
        }
    }
}
