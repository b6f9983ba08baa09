package org.kaappliance.dhcp.lease;

import java.net.Inet4Address;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.kaappliance.config.AddressRange;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.Ipv4Subnet;

/** The pools of all subnets; none overlap. */
final class Pools {
    private final LeaseRows rows;
    private final NavigableMap<Long, PoolAddresses> byFirst = new TreeMap<>();

    Pools(List<DhcpSettings.Subnet> subnets, LeaseRows rows) {
        this.rows = rows;
        for (DhcpSettings.Subnet subnet : subnets) {
            for (DhcpSettings.Pool pool : subnet.pools()) {
                byFirst.put(unsigned(pool.range().first()), new PoolAddresses(pool.range(), rows));
            }
        }
    }

    /** Empty when the address lies in no pool. */
    Optional<PoolAddresses> of(int address) {
        var nearest = byFirst.floorEntry(Integer.toUnsignedLong(address));
        return nearest == null || !nearest.getValue().contains(address)
                ? Optional.empty()
                : Optional.of(nearest.getValue());
    }

    /** The lowest address of the first of these pools that nobody ever had. */
    Optional<Inet4Address> neverUsed(List<AddressRange> ranges) {
        for (AddressRange range : ranges) {
            PoolAddresses pool = byFirst.get(unsigned(range.first()));
            if (pool != null && pool.hasFresh()) {
                return Optional.of(Ipv4Subnet.ofInt(pool.fresh()));
            }
        }
        return Optional.empty();
    }

    /** Of all these pools the address whose lease ended first. */
    Optional<Inet4Address> longestFree(List<AddressRange> ranges, Instant now) {
        int best = LeaseRows.NONE;
        for (AddressRange range : ranges) {
            PoolAddresses pool = byFirst.get(unsigned(range.first()));
            int row = pool == null ? LeaseRows.NONE : pool.longestFree().first();
            if (row != LeaseRows.NONE
                    && !rows.isActive(row, now)
                    && (best == LeaseRows.NONE || rows.freeAtMillis(row) < rows.freeAtMillis(best))) {
                best = row;
            }
        }
        return best == LeaseRows.NONE ? Optional.empty() : Optional.of(Ipv4Subnet.ofInt(rows.address(best)));
    }

    private static long unsigned(Inet4Address address) {
        return Integer.toUnsignedLong(Ipv4Subnet.toInt(address));
    }
}
