package org.kaappliance.dhcp.plan;

import java.net.Inet4Address;
import java.util.List;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.InterfaceAddress;
import org.kaappliance.config.NetworkPlan;
import org.kaappliance.config.Settings;

/**
 * What the DHCP server needs to know.
 *
 * @param interfaces those it is bound to, the main one first; the address of each is the server identifier (option 54) there
 * @param subnets in which it gives addresses
 * @param reservations the machines that are known
 */
public record DhcpServerSettings(
        DhcpSettings dhcp,
        List<InterfaceAddress> interfaces,
        List<DhcpSettings.Subnet> subnets,
        List<Reservation> reservations) {
    public DhcpServerSettings {
        interfaces = List.copyOf(interfaces);
        subnets = List.copyOf(subnets);
        reservations = List.copyOf(reservations);
    }

    /** Takes the parts that concern DHCP. */
    public static DhcpServerSettings of(Settings settings, NetworkPlan plan) {
        return new DhcpServerSettings(
                settings.dhcp(),
                plan.interfaces(),
                plan.subnets(),
                settings.machines().stream()
                        .map(m -> new Reservation(m.macs(), m.name(), m.address(), m.terms()))
                        .toList());
    }

    /** Whether the address is one of the appliance's own. */
    public boolean isOwn(Inet4Address address) {
        for (InterfaceAddress iface : interfaces) {
            if (iface.address().equals(address)) {
                return true;
            }
        }
        return false;
    }
}
