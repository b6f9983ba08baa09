package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.engine.DhcpEvent.Kind;
import org.kaappliance.dhcp.lease.Seeker;
import org.kaappliance.dhcp.plan.Levels;
import org.kaappliance.dhcp.plan.Reservation;

/**
 * One request being answered.
 *
 * @param subnet where the client stands
 * @param seeker the client as the leases know it
 * @param reservation empty when the machine is not known
 * @param levels what it is told
 * @param replyDelay how long an offer is held back
 */
record Turn(
        ClientRequest request,
        Arrival arrival,
        DhcpSettings.Subnet subnet,
        Seeker seeker,
        Optional<Reservation> reservation,
        Levels levels,
        BootCase boot,
        Duration replyDelay,
        Instant now) {

    MacAddress mac() {
        return request.mac();
    }

    Inet4Address server() {
        return arrival.iface().address();
    }

    /** Option 54. */
    Inet4Address serverIdentifier() {
        return request.serverOverride().orElse(server());
    }

    /** The same request, answered later. */
    Turn at(Instant later) {
        return new Turn(request, arrival, subnet, seeker, reservation, levels, boot, replyDelay, later);
    }

    Optional<String> hostName() {
        return reservation.map(Reservation::name);
    }

    /** What it is told to boot when it has this address; empty for none from us. */
    BootAnswer bootAt(Optional<Inet4Address> address) {
        return boot.with(levels.at(address));
    }

    DhcpEvent event(Kind kind, Optional<Inet4Address> address) {
        return new DhcpEvent(
                now,
                kind,
                request.mac(),
                address,
                request.vendorClass(),
                request.hostName(),
                request.architecture(),
                bootAt(address).file());
    }
}
