package org.kaappliance.appliance;

import java.io.IOException;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.kaappliance.appliance.control.ControlReply;
import org.kaappliance.appliance.control.LeaseRow;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.dhcp.engine.DhcpCounters;
import org.kaappliance.dhcp.lease.LeaseStore;
import org.kaappliance.pxemenu.NodeRecord;

/** What the control socket can be asked about DHCP. */
final class DhcpCommands {
    private final Fleet fleet;
    private final LeaseStore leases;
    private final Supplier<DhcpCounters.Snapshot> counters;
    private final InstantSource clock;

    DhcpCommands(Fleet fleet, LeaseStore leases, Supplier<DhcpCounters.Snapshot> counters, InstantSource clock) {
        this.fleet = fleet;
        this.leases = leases;
        this.counters = counters;
        this.clock = clock;
    }

    void leases(ControlReply reply) throws IOException {
        for (LeaseRow row : LeaseRow.of(
                leases.load(), mac -> fleet.find(mac).map(NodeRecord::name).orElse(""), clock.instant())) {
            reply.line(row);
        }
        reply.end(0, "");
    }

    void stats(ControlReply reply) throws IOException {
        reply.line(counters.get());
        reply.end(0, "");
    }
}
