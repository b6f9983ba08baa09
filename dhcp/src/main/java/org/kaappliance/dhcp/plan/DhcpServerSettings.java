package org.kaappliance.dhcp.plan;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.DhcpTerms;
import org.kaappliance.config.InterfaceAddress;
import org.kaappliance.config.NetworkPlan;
import org.kaappliance.config.Settings;
import org.kaappliance.config.SettingsException;
import org.kaappliance.config.SettingsProblem;
import org.kaappliance.dhcp.boot.BootSettingsCheck;
import org.kaappliance.dhcp.option.NameEnding;

/**
 * What the DHCP server needs to know.
 *
 * @param interfaces those it is bound to, the main one first; the address of each is the server identifier (option 54) there
 * @param subnets in which it gives addresses
 * @param reservations the machines that are known
 * @param httpPort where the appliance serves boot files over HTTP, or means to; empty when it does not
 * @param options that the settings name beside the appliance's own
 */
public record DhcpServerSettings(
        DhcpSettings dhcp,
        List<InterfaceAddress> interfaces,
        List<DhcpSettings.Subnet> subnets,
        List<Reservation> reservations,
        LevelOptions options,
        OptionalInt httpPort) {
    public DhcpServerSettings {
        interfaces = List.copyOf(interfaces);
        subnets = List.copyOf(subnets);
        reservations = List.copyOf(reservations);
    }

    /**
     * Takes the parts that concern DHCP.
     *
     * @throws SettingsException with every problem that only this module can see: options that do not exist, values that
     *     are not of their type
     */
    public static DhcpServerSettings of(Settings settings, NetworkPlan plan) throws SettingsException {
        return new DhcpServerSettings(
                settings.dhcp(),
                plan.interfaces(),
                plan.subnets(),
                settings.machines().stream()
                        .map(m -> new Reservation(m.macs(), m.name(), m.address(), m.terms()))
                        .toList(),
                check(settings),
                settings.http().port() == 0
                        ? OptionalInt.empty()
                        : OptionalInt.of(settings.http().port()));
    }

    /** The same where files are served over HTTP on this port; empty when the port could not be opened. */
    public DhcpServerSettings servingHttpOn(OptionalInt port) {
        return new DhcpServerSettings(dhcp, interfaces, subnets, reservations, options, port);
    }

    /** Finds the problems that {@link #of} finds, without an interface to serve. */
    public static LevelOptions check(Settings settings) throws SettingsException {
        List<SettingsProblem> problems = new ArrayList<>(BootSettingsCheck.of(settings.dhcp()));
        LevelOptions options = LevelOptions.of(settings, problems);
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return options;
    }

    /** @param closer of the machine and its classes, the closest first */
    public Levels levels(List<DhcpTerms> closer, DhcpSettings.Subnet subnet) {
        return new Levels(closer, subnet, dhcp.terms(), options);
    }

    /** How the appliance writes options 66 and 67. */
    public NameEnding nameEnding() {
        return dhcp.nulTerminatedNames() ? NameEnding.NUL : NameEnding.BARE;
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
