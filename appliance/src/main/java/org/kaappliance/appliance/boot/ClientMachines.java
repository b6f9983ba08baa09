package org.kaappliance.appliance.boot;

import java.net.Inet4Address;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.kaappliance.config.MacAddress;

/**
 * Which machine has an address: the one that the kernel talks to, or that DHCP gave it to. Where the two differ somebody has taken what was
 * another's, and nobody knows: he must not get the other's menu. For event loops, which ask a thousand times a second, the
 * kernel's table is read at most once a second. Thread-safe.
 */
public final class ClientMachines implements Function<Inet4Address, Optional<MacAddress>> {
    private static final Duration TABLE_IS_FRESH = Duration.ofSeconds(1);

    private record Table(Instant readAt, Map<String, MacAddress> machines) {}

    private final Function<Inet4Address, Optional<MacAddress>> dhcp;
    private final NeighbourTable neighbours;
    private final InstantSource clock;
    private volatile Table table = new Table(Instant.EPOCH, Map.of());

    public ClientMachines(DhcpObserver dhcp, InstantSource clock) {
        this(dhcp::machineAt, new NeighbourTable(), clock);
    }

    ClientMachines(Function<Inet4Address, Optional<MacAddress>> dhcp, NeighbourTable neighbours, InstantSource clock) {
        this.dhcp = dhcp;
        this.neighbours = neighbours;
        this.clock = clock;
    }

    @Override
    public Optional<MacAddress> apply(Inet4Address client) {
        return agreed(client, fresh().machines());
    }

    /** The same as of this moment; reads the kernel's table. */
    Optional<MacAddress> now(Inet4Address client) {
        return agreed(client, neighbours.read());
    }

    private Optional<MacAddress> agreed(Inet4Address client, Map<String, MacAddress> table) {
        Optional<MacAddress> given = dhcp.apply(client);
        Optional<MacAddress> seen = Optional.ofNullable(table.get(client.getHostAddress()));
        return given.isPresent() && seen.isPresent() && !given.equals(seen) ? Optional.empty() : seen.or(() -> given);
    }

    private Table fresh() {
        Table last = table;
        Instant now = clock.instant();
        if (now.isBefore(last.readAt()) || Duration.between(last.readAt(), now).compareTo(TABLE_IS_FRESH) >= 0) {
            last = new Table(now, neighbours.read());
            table = last;
        }
        return last;
    }
}
