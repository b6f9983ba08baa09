package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kaappliance.clientkit.golden.BootLoader;
import org.kaappliance.clientkit.golden.CloneOrder;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.DiskPlan;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.report.NodeStep;
import org.kaappliance.config.MacAddress;

/** Receives the order and checks it against this machine. Nothing is written before all of it holds. */
record DescriptionStep(Sessions sessions, String job, MacAddress mac, Machine machine) implements Step {
    private static final List<String> TOOLS = List.of(
            "wipefs",
            "dd",
            "sfdisk",
            "partx",
            "mkfs.ext4",
            "mkswap",
            "mkdir",
            "mount",
            "umount",
            "tar",
            "find",
            "mknod",
            "sync",
            "blockdev");
    private static final List<String> GRUB_TOOLS = List.of("grub-install");

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
        requireBios(order.plan().finish().bootLoader());
        requireTools(clone.toolRoot(), order.plan().finish().bootLoader());
        DiskPlan disks = order.plan().disks();
        clone.take(order.plan(), new TargetDisks(disks, DiskMapping.map(disks.drives(), machine.disks())));
        return "description accepted: "
                + String.join(
                        ", ",
                        clone.drives().stream()
                                .map(d -> d.plan().drive() + " -> " + d.disk().name() + " "
                                        + d.disk().size())
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

    /** GRUB is installed for a BIOS: firmware that starts by UEFI would not find it. */
    private void requireBios(BootLoader bootLoader) throws PlanException {
        if (bootLoader.kind() == BootLoader.Kind.GRUB && machine.startedByUefi()) {
            throw new PlanException(
                    "this machine was started by UEFI firmware, the boot loader of the clone is for a BIOS:"
                            + " switch the firmware to legacy boot (CSM), or clone with -r none");
        }
    }

    private static void requireTools(Path root, BootLoader bootLoader) throws PlanException {
        List<String> names = new ArrayList<>(TOOLS);
        if (bootLoader.kind() == BootLoader.Kind.GRUB) {
            names.addAll(GRUB_TOOLS);
        }
        ToolRoot inside = new ToolRoot(root);
        List<String> missing =
                names.stream().filter(name -> inside.find(name).isEmpty()).toList();
        if (!missing.isEmpty()) {
            throw new PlanException("stage 2 lacks " + String.join(", ", missing));
        }
    }
}
