package org.kaappliance.appliance;

import java.io.IOException;
import java.time.InstantSource;
import org.kaappliance.appliance.control.ControlReply;
import org.kaappliance.appliance.control.LeaseRow;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.dhcp.DhcpServer;
import org.kaappliance.pxemenu.NodeRecord;

/** What the control socket can be asked about DHCP. */
final class DhcpCommands {
    private final Fleet fleet;
    private final DhcpServer server;
    private final InstantSource clock;

    DhcpCommands(Fleet fleet, DhcpServer server, InstantSource clock) {
        this.fleet = fleet;
        this.server = server;
        this.clock = clock;
    }

    void leases(ControlReply reply) throws IOException {
        for (LeaseRow row : LeaseRow.of(
                server.leases(), mac -> fleet.find(mac).map(NodeRecord::name).orElse(""), clock.instant())) {
            reply.line(row);
        }
        reply.end(0, "");
    }

    /** One object: who gives the addresses, by interface. */
    void roles(ControlReply reply) throws IOException {
        reply.line(server.roles());
        reply.end(0, "");
    }

    void stats(ControlReply reply) throws IOException {
        reply.line(server.counters());
        reply.end(0, "");
    }
}
