package org.kaappliance.appliance.job;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kaappliance.appliance.control.ControlException;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.appliance.fleet.NodeSelection;
import org.kaappliance.clientkit.golden.BootCode;
import org.kaappliance.clientkit.golden.BootLoader;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.CloneRequest;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.DriveDescription;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.golden.RawParts;
import org.kaappliance.clientkit.golden.Verify;
import org.kaappliance.clientkit.kit.KitException;
import org.kaappliance.clientkit.kit.KitManifest;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.NodeRecord;
import org.kaappliance.pxemenu.NodeState;

/** Finds out whether an order can be carried out, before anything is armed. */
final class OrderCheck {
    private final Fleet fleet;
    private final NodeSelection selection;
    private final Path kitDirectory;
    private final Planner planner;
    private final InstantSource clock;

    OrderCheck(Fleet fleet, NodeSelection selection, Path kitDirectory, Planner planner, InstantSource clock) {
        this.fleet = fleet;
        this.selection = selection;
        this.kitDirectory = kitDirectory;
        this.planner = planner;
        this.clock = clock;
    }

    /** @throws ControlException with every problem of the plan, or the first of the kit or the machines */
    CheckedOrder check(JobOrder order) throws ControlException {
        if (order.machines().nodes() < 1 && order.machines().targets().isEmpty()) {
            throw ControlException.usage("-n: at least one node, or name them with --nodes");
        }
        if (order.rounds().retries() < 0) {
            throw ControlException.usage("--retries: 0 or more");
        }
        try {
            KitManifest.load(kitDirectory);
            List<NodeRecord> nodes = nodes(order.machines());
            JobOrder kept = order.with(new MeantDisks(nodes, this::named).of(order.disks()))
                    .onto(nodes.stream().map(NodeRecord::mac).toList(), order.arming());
            ClonePlan plan = planner.plan(kept);
            JobOrder agreed = kept.with(kept.disks().agreeing(PlannedDisks.drives(plan.disks())));
            return new CheckedOrder(agreed, planner.golden(agreed), request(agreed), plan, nodes);
        } catch (KitException | IOException e) {
            throw ControlException.failed(e.getMessage());
        } catch (PlanException e) {
            throw ControlException.failed(String.join("\n", e.problems()));
        }
    }

    static CloneRequest request(JobOrder order) throws PlanException {
        JobOrder.Golden golden = order.golden();
        return new CloneRequest(
                GoldenSource.root(golden.source()),
                golden.drives().stream()
                        .map(drive -> new DriveDescription(drive.name(), drive.desc()))
                        .toList(),
                Set.copyOf(golden.excludedDrives()),
                golden.excludedDirs(),
                BootLoader.parse(order.finish().bootLoader()),
                raw(golden.raw()),
                Verify.parse(order.finish().verify()));
    }

    private static RawParts raw(JobOrder.Raw raw) throws PlanException {
        try {
            return new RawParts(
                    raw.takenBootCode(),
                    raw.bootCode().stream()
                            .map(code -> new BootCode(code.drive(), code.base64()))
                            .toList(),
                    raw.partitions().stream().map(DeviceName::new).toList(),
                    raw.images().stream()
                            .map(image -> new RawParts.Image(new DeviceName(image.drive()), Path.of(image.file())))
                            .toList());
        } catch (IllegalArgumentException e) {
            throw new PlanException(e.getMessage());
        }
    }

    /** The machines meant, each once: named ones, or all known ones when that is how many are wanted. */
    private List<NodeRecord> nodes(JobOrder.Machines machines) throws ControlException {
        Map<MacAddress, NodeRecord> nodes = new LinkedHashMap<>();
        if (machines.targets().isEmpty()) {
            fleet.all().stream()
                    .filter(node -> node.state() != NodeState.UNKNOWN)
                    .forEach(node -> nodes.put(node.mac(), node));
            if (nodes.size() != machines.nodes()) {
                throw ControlException.usage(nodes.size() + " machines are known, and -n says " + machines.nodes()
                        + ": name the ones that may be erased with --nodes (see 'ka-appliance nodes')");
            }
        }
        for (String target : machines.targets()) {
            for (String one : NodeSelection.split(target)) {
                named("--nodes", one).forEach(node -> nodes.put(node.mac(), node));
            }
        }
        if (machines.nodes() > 0 && nodes.size() != machines.nodes()) {
            throw ControlException.usage(
                    "--nodes names " + nodes.size() + " machines, and -n says " + machines.nodes());
        }
        for (NodeRecord node : nodes.values()) {
            if (node.isClaimed()) {
                throw ControlException.failed(node.name() + " is " + node.state() + " for job "
                        + node.job().orElse("?") + " already: wait for that job, or 'nodes disarm " + node.name()
                        + "'");
            }
        }
        return List.copyOf(nodes.values());
    }

    /** A machine that was never seen has no name yet, but may be named by its hardware address. */
    private List<NodeRecord> named(String option, String target) throws ControlException {
        Optional<MacAddress> mac = mac(target);
        if (mac.isPresent()) {
            return List.of(fleet.find(mac.get()).orElseGet(() -> NodeRecord.unknown(mac.get(), clock.instant())));
        }
        try {
            return selection.of(List.of(target), fleet.all());
        } catch (IllegalArgumentException e) {
            throw ControlException.usage(option + ": " + e.getMessage());
        }
    }

    private static Optional<MacAddress> mac(String text) {
        try {
            return Optional.of(MacAddress.parse(text));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }
}
