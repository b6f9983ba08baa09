package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.kaappliance.clientkit.golden.CloneOrder;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.DiskPlan;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.golden.StorageLayer;
import org.kaappliance.clientkit.report.NodeStep;
import org.kaappliance.config.MacAddress;

/** Receives the order and checks it against this machine. Nothing is written before all of it holds. */
record DescriptionStep(Sessions sessions, String job, MacAddress mac, Machine machine) implements Step {
    private static final List<String> OTHER_TOOLS = List.of("unshare", "chroot", "find");

    @Override
    public NodeStep name() {
        return NodeStep.DESCRIPTION;
    }

    @Override
    public String run(Clone clone) throws IOException, InterruptedException, PlanException {
        TextSink text = new TextSink();
        sessions.receiveAll("kainstall1-" + job, text);
        CloneOrder order = ClonePlan.decode(text.bytes());
        check(order);
        ToolRoot stage2 = new ToolRoot(clone.toolRoot());
        requireKeys(order.plan().disks());
        BootWay.choose(order.plan(), machine.startedByUefi(), stage2::has);
        requireTools(stage2, order.plan().disks());
        clone.take(order.plan(), DiskMapping.map(order.plan().disks(), mac, machine.disks()));
        return "description accepted: "
                + String.join(
                        ", ",
                        clone.drives().stream()
                                .map(d -> d.plan().drive() + " -> " + d.disk().described())
                                .toList());
    }

    private void check(CloneOrder order) throws PlanException {
        if (!order.job().equals(job)) {
            throw new PlanException(
                    "the description is of job " + order.job() + ", this machine was booted for " + job);
        }
        if (!order.nodes().contains(mac)) {
            throw new PlanException("this machine (" + mac + ") is not in the description: its disks stay as they are");
        }
    }

    private static void requireKeys(DiskPlan disks) throws PlanException {
        for (StorageLayer layer : disks.layers()) {
            if (layer instanceof StorageLayer.LuksContainer luks && luks.key().isEmpty()) {
                throw new PlanException(
                        "the description has no key for the encrypted container on " + luks.container());
            }
        }
    }

    private static void requireTools(ToolRoot stage2, DiskPlan disks) throws PlanException {
        List<String> names = new ArrayList<>(DiskTools.programs(disks));
        names.addAll(OTHER_TOOLS);
        List<String> missing =
                names.stream().filter(name -> stage2.find(name).isEmpty()).toList();
        if (!missing.isEmpty()) {
            throw new PlanException("stage 2 lacks " + String.join(", ", missing)
                    + ": install what `kit build` names on the appliance, and build the kit again");
        }
    }
}
