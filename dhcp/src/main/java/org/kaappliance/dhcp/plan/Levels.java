package org.kaappliance.dhcp.plan;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.DhcpTerms;

/**
 * The levels of the settings that speak about one client: machine, classes, pool, subnet, all clients. The pool follows from
 * the address.
 *
 * @param closer of the machine and its classes, the closest first
 * @param subnet the client's
 * @param all of all clients; has lease times
 * @param options of every level
 */
public record Levels(List<DhcpTerms> closer, DhcpSettings.Subnet subnet, DhcpTerms all, LevelOptions options) {

    /** @param address empty when the client has none from us */
    public Terms at(Optional<Inet4Address> address) {
        List<DhcpTerms> levels = new ArrayList<>(closer);
        address.flatMap(this::pool).ifPresent(pool -> levels.add(pool.terms()));
        levels.add(subnet.terms());
        levels.add(all);
        return Terms.of(levels, subnet.subnet(), options.of(levels));
    }

    private Optional<DhcpSettings.Pool> pool(Inet4Address address) {
        return subnet.pools().stream()
                .filter(pool -> pool.range().contains(address))
                .findFirst();
    }
}
