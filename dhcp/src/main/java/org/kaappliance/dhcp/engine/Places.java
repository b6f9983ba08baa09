package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kaappliance.config.AddressRange;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.dhcp.lease.Seeker;
import org.kaappliance.dhcp.plan.DhcpServerSettings;

/** Which subnet a client stands in, and which pools of it are open to it. */
final class Places {
    private final DhcpServerSettings settings;
    private final Map<DhcpSettings.Subnet, List<AddressRange>> openToAll = new IdentityHashMap<>();

    Places(DhcpServerSettings settings) {
        this.settings = settings;
        settings.subnets().stream()
                .filter(subnet ->
                        subnet.pools().stream().allMatch(pool -> pool.classes().isEmpty()))
                .forEach(subnet -> openToAll.put(subnet, open(subnet, List.of())));
    }

    /** Empty when no subnet is configured for where the request comes from. */
    Optional<DhcpSettings.Subnet> of(ClientRequest request, Arrival arrival) {
        Optional<Inet4Address> link = request.linkSelection(); // often the address of a network (RFC 3527)
        Inet4Address inside = link.or(request::relay)
                .or(() -> renewing(request, arrival))
                .orElse(arrival.iface().address());
        for (DhcpSettings.Subnet one : settings.subnets()) {
            Ipv4Subnet subnet = one.subnet();
            if (subnet.contains(inside)
                    && (link.isPresent()
                            || request.relay().isEmpty()
                            || !inside.equals(subnet.network()) && !inside.equals(subnet.broadcast()))) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    /** A client behind a relay renews past it (RFC 2131 section 4.3.2): it stands where its own address is. */
    private Optional<Inet4Address> renewing(ClientRequest request, Arrival arrival) {
        return request.ciaddr()
                .filter(ciaddr -> ciaddr.equals(arrival.source().getAddress()))
                .filter(ciaddr ->
                        settings.subnets().stream().anyMatch(one -> one.subnet().contains(ciaddr)));
    }

    Seeker seeker(ClientRequest request, DhcpSettings.Subnet subnet, List<String> classes) {
        List<AddressRange> open = openToAll.get(subnet);
        return new Seeker(request.mac(), subnet.subnet(), open == null ? open(subnet, classes) : open);
    }

    private static List<AddressRange> open(DhcpSettings.Subnet subnet, List<String> classes) {
        return subnet.pools().stream()
                .filter(pool ->
                        pool.classes().isEmpty() || pool.classes().stream().anyMatch(classes::contains))
                .map(DhcpSettings.Pool::range)
                .toList();
    }
}
