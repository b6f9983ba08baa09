package org.kaappliance.dhcp.plan;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.DhcpTerms;

/**
 * The levels of the settings that speak about one client: machine, classes, pool, subnet, all clients. The pool follows from
 * the address; what comes of it is worked out once for each pool. Confined to one thread.
 */
public final class Levels {
    private final List<DhcpTerms> closer;
    private final DhcpSettings.Subnet subnet;
    private final DhcpTerms all;
    private final LevelOptions options;
    /** Without a pool, then in each pool. */
    private final Terms[] known;

    /**
     * @param closer of the machine and its classes, the closest first
     * @param subnet the client's
     * @param all of all clients; has lease times
     * @param options of every level
     */
    Levels(List<DhcpTerms> closer, DhcpSettings.Subnet subnet, DhcpTerms all, LevelOptions options) {
        this.closer = List.copyOf(closer);
        this.subnet = subnet;
        this.all = all;
        this.options = options;
        this.known = new Terms[subnet.pools().size() + 1];
    }

    /** @param address empty when the client has none from us */
    public Terms at(Optional<Inet4Address> address) {
        int place = address.isEmpty() ? 0 : pool(address.get());
        if (known[place] == null) {
            known[place] = terms(place);
        }
        return known[place];
    }

    private Terms terms(int place) {
        List<DhcpTerms> levels = new ArrayList<>(closer);
        if (place > 0) {
            levels.add(subnet.pools().get(place - 1).terms());
        }
        levels.add(subnet.terms());
        levels.add(all);
        return Terms.of(levels, subnet.subnet(), options.of(levels));
    }

    /** 0 when it lies in none, as a reserved address may. */
    private int pool(Inet4Address address) {
        List<DhcpSettings.Pool> pools = subnet.pools();
        for (int i = 0; i < pools.size(); i++) {
            if (pools.get(i).range().contains(address)) {
                return i + 1;
            }
        }
        return 0;
    }
}
