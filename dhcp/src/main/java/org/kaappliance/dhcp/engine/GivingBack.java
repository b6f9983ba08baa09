package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kaappliance.dhcp.engine.DhcpEvent.Kind;
import org.kaappliance.dhcp.lease.Lease;
import org.kaappliance.dhcp.lease.LeaseTable;
import org.kaappliance.dhcp.plan.DhcpServerSettings;

/** DECLINE and RELEASE (RFC 2131 sections 4.3.3 and 4.3.4); neither is answered. */
final class GivingBack {
    private final DhcpServerSettings settings;
    private final LeaseTable table;

    GivingBack(DhcpServerSettings settings, LeaseTable table) {
        this.settings = settings;
        this.table = table;
    }

    List<Effect> decline(Turn turn) {
        ClientRequest request = turn.request();
        Optional<Inet4Address> address = request.requestedAddress();
        // it follows an ACK: an offer alone would let anybody set the addresses of the pool aside
        boolean ours = address.isPresent() && table.holds(request.mac(), address.get(), turn.now());
        if (!ours || isForAnother(turn)) {
            return Effect.ignore(IgnoreReason.NOT_ITS_ADDRESS, "declines an address that it was not given");
        }
        Duration probation = settings.dhcp().guard().declineProbation();
        Lease declined = table.decline(request.mac(), address.get(), turn.now().plus(probation));
        String text = address.get().getHostAddress() + " is used by somebody else, says " + request.mac()
                + "; not given to anybody for " + probation.toSeconds() + " seconds";
        return List.of(new Effect.Save(
                List.of(declined),
                List.of(new Effect.Warn(text), new Effect.Tell(turn.event(Kind.DECLINED, address), "in use"))));
    }

    List<Effect> release(Turn turn) {
        ClientRequest request = turn.request();
        Inet4Address address = request.message().ciaddr();
        boolean fromThere = request.relay().isPresent()
                || address.equals(turn.arrival().source().getAddress());
        if (!fromThere || !table.holds(request.mac(), address, turn.now()) || isForAnother(turn)) {
            return Effect.ignore(IgnoreReason.NOT_ITS_ADDRESS, "releases an address that it has not got");
        }
        Lease released = table.release(request.mac(), address, turn.now());
        Effect tell = new Effect.Tell(turn.event(Kind.RELEASED, Optional.of(address)), "given back");
        return List.of(new Effect.Save(List.of(released), List.of(tell)));
    }

    private boolean isForAnother(Turn turn) {
        return turn.request()
                .serverIdentifier()
                .filter(server -> !settings.isOwn(server) && !server.equals(turn.serverIdentifier()))
                .isPresent();
    }
}
