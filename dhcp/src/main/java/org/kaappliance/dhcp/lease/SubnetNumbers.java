package org.kaappliance.dhcp.lease;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.Ipv4Subnet;

/** A number for each subnet, by the addresses in it; 0 is for those in none. None overlap. */
final class SubnetNumbers implements IntUnaryOperator {
    private static final int LARGEST = (1 << 15) - 1;

    private final NavigableMap<Long, Numbered> byNetwork = new TreeMap<>();

    private record Numbered(int number, long last) {}

    SubnetNumbers(List<DhcpSettings.Subnet> subnets) {
        for (DhcpSettings.Subnet one : subnets) {
            Ipv4Subnet subnet = one.subnet();
            int number = Math.min(byNetwork.size() + 1, LARGEST);
            byNetwork.put(
                    Integer.toUnsignedLong(Ipv4Subnet.toInt(subnet.network())),
                    new Numbered(number, Integer.toUnsignedLong(Ipv4Subnet.toInt(subnet.broadcast()))));
        }
    }

    @Override
    public int applyAsInt(int address) {
        long unsigned = Integer.toUnsignedLong(address);
        var nearest = byNetwork.floorEntry(unsigned);
        return nearest == null || unsigned > nearest.getValue().last()
                ? 0
                : nearest.getValue().number();
    }
}
