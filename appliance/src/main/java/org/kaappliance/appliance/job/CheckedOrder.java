package org.kaappliance.appliance.job;

import java.util.List;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.CloneRequest;
import org.kaappliance.clientkit.golden.GoldenSystem;
import org.kaappliance.pxemenu.NodeRecord;

/**
 * An order that can be carried out, and what it means: which system, made how, onto which machines.
 *
 * @param order as it is kept: its machines by their hardware addresses
 */
record CheckedOrder(JobOrder order, GoldenSystem golden, CloneRequest request, ClonePlan plan, List<NodeRecord> nodes) {
    CheckedOrder {
        nodes = List.copyOf(nodes);
    }
}
