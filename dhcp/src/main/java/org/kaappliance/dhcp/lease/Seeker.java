package org.kaappliance.dhcp.lease;

import java.util.List;
import org.kaappliance.config.AddressRange;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;

/**
 * Who wants an address, and where from.
 *
 * @param subnet where it stands: only addresses in it are of use
 * @param pools those that it may have an address of, in the order in which they are tried
 */
public record Seeker(MacAddress mac, Ipv4Subnet subnet, List<AddressRange> pools) {
    public Seeker {
        pools = List.copyOf(pools);
    }
}
