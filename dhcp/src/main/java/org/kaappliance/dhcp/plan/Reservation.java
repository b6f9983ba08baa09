package org.kaappliance.dhcp.plan;

import java.net.Inet4Address;
import java.util.List;
import java.util.Optional;
import org.kaappliance.config.DhcpTerms;
import org.kaappliance.config.MacAddress;

/**
 * A machine that is known.
 *
 * @param macs its hardware addresses; all share one address, so only one may be in use at a time
 * @param address empty means any of a pool
 * @param terms what it is told that others are not
 */
public record Reservation(List<MacAddress> macs, String name, Optional<Inet4Address> address, DhcpTerms terms) {
    public Reservation {
        macs = List.copyOf(macs);
    }
}
