package org.kaappliance.appliance.job;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kaappliance.appliance.control.ControlException;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.clientkit.golden.BootLoader;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.CloneRequest;
import org.kaappliance.clientkit.golden.DriveDescription;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.golden.Verify;
import org.kaappliance.clientkit.kit.KitException;
import org.kaappliance.clientkit.kit.KitManifest;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.NodeRecord;
import org.kaappliance.pxemenu.NodeState;

/** Finds out whether an order can be carried out, before anything is armed. */
final class OrderCheck {
    private final Fleet fleet;
    private final Path kitDirectory;
    private final InstantSource clock;

    OrderCheck(Fleet fleet, Path kitDirectory, InstantSource clock) {
        this.fleet = fleet;
        this.kitDirectory = kitDirectory;
        this.clock = clock;
    }

    /** @throws ControlException with every problem of the plan, or the first of the kit or the machines */
    CheckedOrder check(JobOrder order) throws ControlException {
        if (order.nodes() < 1) {
            throw ControlException.usage("-n: at least one node");
        }
        if (order.retries() < 0) {
            throw ControlException.usage("--retries: 0 or more");
        }
        try {
            KitManifest.load(kitDirectory);
            CloneRequest request = request(order);
            return new CheckedOrder(request, ClonePlan.plan(request), nodes(order));
        } catch (KitException | IOException e) {
            throw ControlException.failed(e.getMessage());
        } catch (PlanException e) {
            throw ControlException.failed(String.join("\n", e.problems()));
        }
    }

    static CloneRequest request(JobOrder order) throws PlanException {
        return new CloneRequest(
                Path.of(order.source()),
                order.drives().stream()
                        .map(drive -> new DriveDescription(drive.name(), drive.desc()))
                        .toList(),
                Set.copyOf(order.excludedDrives()),
                order.excludedDirs(),
                BootLoader.parse(order.bootLoader()),
                Verify.parse(order.verify()));
    }

    /** The machines meant: named ones, or all known ones when that is how many are wanted. */
    private List<NodeRecord> nodes(JobOrder order) throws ControlException {
        List<NodeRecord> nodes = new ArrayList<>();
        if (order.targets().isEmpty()) {
            fleet.all().stream()
                    .filter(node -> node.state() != NodeState.UNKNOWN)
                    .forEach(nodes::add);
            if (nodes.size() != order.nodes()) {
                throw ControlException.usage(nodes.size() + " machines are known, and -n says " + order.nodes()
                        + ": name the ones that may be erased with --nodes (see 'ka-appliance nodes')");
            }
        }
        for (String target : order.targets()) {
            nodes.add(node(target));
        }
        if (nodes.stream().map(NodeRecord::mac).distinct().count() != nodes.size()) {
            throw ControlException.usage("--nodes: the same machine is named twice");
        }
        if (nodes.size() != order.nodes()) {
            throw ControlException.usage("--nodes names " + nodes.size() + " machines, and -n says " + order.nodes());
        }
        for (NodeRecord node : nodes) {
            if (node.state().bootsKaMethod()) {
                throw ControlException.failed(node.name() + " is " + node.state() + " for job "
                        + node.job().orElse("?") + " already: wait for that job, or 'nodes disarm " + node.name()
                        + "'");
            }
        }
        return nodes;
    }

    private NodeRecord node(String target) throws ControlException {
        Optional<NodeRecord> known = fleet.find(target);
        if (known.isPresent()) {
            return known.get();
        }
        try {
            return NodeRecord.unknown(MacAddress.parse(target), clock.instant());
        } catch (IllegalArgumentException e) {
            throw ControlException.usage("no machine is called " + target
                    + ", and it is no hardware address (aa:bb:cc:dd:ee:ff): see 'ka-appliance nodes'");
        }
    }
}
