package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.util.List;
import java.util.Optional;
import org.kaappliance.config.AddressRange;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.dhcp.lease.Seeker;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.dhcp.wire.DhcpOptions;
import org.kaappliance.dhcp.wire.OptionCode;
import org.kaappliance.dhcp.wire.OptionField;

/** Which subnet a client stands in, and which pools of it are open to it. */
final class Places {
    /** RFC 3527: the relay names the link, because its giaddr stands elsewhere. */
    private static final int LINK_SELECTION = 5;

    private final DhcpServerSettings settings;

    Places(DhcpServerSettings settings) {
        this.settings = settings;
    }

    /** Empty when no subnet is configured for where the request comes from. */
    Optional<DhcpSettings.Subnet> of(ClientRequest request, Arrival arrival) {
        Inet4Address inside =
                linkSelection(request).or(request::relay).orElse(arrival.iface().address());
        return settings.subnets().stream()
                .filter(s -> s.subnet().contains(inside))
                .filter(s -> !inside.equals(s.subnet().network())
                                && !inside.equals(s.subnet().broadcast())
                        || request.relay().isEmpty())
                .findFirst();
    }

    private static Optional<Inet4Address> linkSelection(ClientRequest request) {
        return request.message().options().bytes(OptionCode.RELAY_AGENT).flatMap(field -> {
            DhcpOptions.Builder inner = DhcpOptions.builder();
            OptionField.read(field, inner);
            return inner.build().address(LINK_SELECTION);
        });
    }

    Seeker seeker(ClientRequest request, DhcpSettings.Subnet subnet, List<String> classes) {
        List<AddressRange> open = subnet.pools().stream()
                .filter(pool ->
                        pool.classes().isEmpty() || pool.classes().stream().anyMatch(classes::contains))
                .map(DhcpSettings.Pool::range)
                .toList();
        return new Seeker(request.mac(), subnet.subnet(), open);
    }
}
