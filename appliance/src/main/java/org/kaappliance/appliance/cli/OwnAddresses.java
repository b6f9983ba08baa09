package org.kaappliance.appliance.cli;

import java.net.Inet4Address;
import java.util.List;
import org.kaappliance.config.InterfaceAddress;
import org.kaappliance.config.LocalInterfaces;
import org.kaappliance.config.NetworkPlan;
import org.kaappliance.config.Settings;
import org.kaappliance.config.SettingsException;

/** The addresses that the appliance would have on this host, for commands that run without it. */
final class OwnAddresses {
    private OwnAddresses() {}

    /**
     * Those of the interfaces that are named; without a name the address in the settings, if there is one.
     *
     * @throws SettingsException when this host has no such interface, or the plan is wrong
     */
    static List<Inet4Address> of(Settings settings) throws SettingsException {
        return settings.interfaceName().isEmpty()
                ? settings.address().stream().toList()
                : of(plan(settings, settings.interfaceName().get()));
    }

    static NetworkPlan plan(Settings settings, String iface) throws SettingsException {
        return NetworkPlan.of(settings, LocalInterfaces.of(settings, iface));
    }

    static List<Inet4Address> of(NetworkPlan plan) {
        return plan.interfaces().stream().map(InterfaceAddress::address).toList();
    }
}
