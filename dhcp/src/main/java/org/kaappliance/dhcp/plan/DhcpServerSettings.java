package org.kaappliance.dhcp.plan;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kaappliance.config.AddressRange;
import org.kaappliance.config.InterfaceAddress;
import org.kaappliance.config.NetworkPlan;
import org.kaappliance.config.Settings;
import org.kaappliance.config.Settings.DhcpMode;

/**
 * What the DHCP server needs to know.
 *
 * @param iface the interface that it is bound to; its address is the server identifier (option 54)
 * @param offerHold how long an offered address waits for its client
 */
public record DhcpServerSettings(
        DhcpMode mode,
        InterfaceAddress iface,
        AddressRange pool,
        Duration leaseTime,
        Duration maxLeaseTime,
        Duration offerHold,
        Optional<Inet4Address> router,
        List<Inet4Address> dnsServers,
        Optional<String> domainName,
        boolean authoritative,
        List<Reservation> reservations) {
    public DhcpServerSettings {
        dnsServers = List.copyOf(dnsServers);
        reservations = List.copyOf(reservations);
    }

    /** Takes the parts that concern DHCP. */
    public static DhcpServerSettings of(Settings settings, NetworkPlan plan) {
        Settings.Dhcp dhcp = settings.dhcp();
        return new DhcpServerSettings(
                dhcp.mode(),
                plan.iface(),
                plan.pool(),
                dhcp.leaseTime(),
                dhcp.maxLeaseTime(),
                dhcp.offerHold(),
                dhcp.router(),
                dhcp.dnsServers(),
                dhcp.domainName(),
                dhcp.authoritative(),
                settings.machines().stream()
                        .map(m -> new Reservation(m.macs(), m.name(), m.address()))
                        .toList());
    }
}
