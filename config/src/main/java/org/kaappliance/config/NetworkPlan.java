package org.kaappliance.config;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;

/**
 * What the interface and the settings together say about the segment.
 *
 * @param iface where the appliance stands
 * @param subnet the segment
 * @param pool addresses to give away; the appliance's own address may lie inside and is never given
 */
public record NetworkPlan(InterfaceAddress iface, Ipv4Subnet subnet, AddressRange pool) {
    private static final int POOL_FIRST_OFFSET = 100;
    private static final int POOL_LAST_OFFSET = 199;

    /**
     * Derives the plan; a pure function.
     *
     * @throws SettingsException when the pool or a reservation does not lie in the subnet
     */
    public static NetworkPlan of(Settings settings, InterfaceAddress iface) throws SettingsException {
        Ipv4Subnet subnet = iface.subnet();
        List<SettingsProblem> problems = new ArrayList<>();
        AddressRange pool = settings.dhcp().pool().orElse(null);
        if (pool == null && iface.prefixLength() > 30) {
            problems.add(new SettingsProblem(
                    "",
                    "dhcp.pool",
                    "a /" + iface.prefixLength() + " has no room for a pool; name one, e.g. 10.0.1.110-10.0.1.120"));
        } else if (pool == null) {
            pool = defaultPool(iface);
        } else {
            checkPool(pool, subnet, problems);
        }
        checkMachines(settings.machines(), iface, problems);
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return new NetworkPlan(iface, subnet, pool);
    }

    /** Hosts 100 to 199 of a /24 or larger; every host address of a smaller subnet; without our own at the ends. */
    private static AddressRange defaultPool(InterfaceAddress iface) {
        int network = Ipv4Subnet.toInt(iface.subnet().network());
        boolean small = iface.prefixLength() > 24;
        int first = network + (small ? 1 : POOL_FIRST_OFFSET);
        int last = small ? Ipv4Subnet.toInt(iface.subnet().broadcast()) - 1 : network + POOL_LAST_OFFSET;
        int own = Ipv4Subnet.toInt(iface.address());
        return new AddressRange(
                Ipv4Subnet.ofInt(first == own ? first + 1 : first), Ipv4Subnet.ofInt(last == own ? last - 1 : last));
    }

    private static void checkPool(AddressRange pool, Ipv4Subnet subnet, List<SettingsProblem> problems) {
        if (!subnet.contains(pool.first()) || !subnet.contains(pool.last())) {
            problems.add(
                    new SettingsProblem("", "dhcp.pool", pool + " does not lie in the interface's subnet " + subnet));
        }
    }

    private static void checkMachines(
            List<Settings.Machine> machines, InterfaceAddress iface, List<SettingsProblem> problems) {
        for (Settings.Machine machine : machines) {
            Inet4Address address = machine.address().orElse(null);
            if (address == null) {
                continue;
            }
            String text = machine.name() + ": address " + address.getHostAddress();
            if (!iface.subnet().contains(address)) {
                problems.add(new SettingsProblem(
                        "", "machines", text + " does not lie in the interface's subnet " + iface.subnet()));
            }
            if (address.equals(iface.address())) {
                problems.add(new SettingsProblem("", "machines", text + " is the appliance's own"));
            }
        }
    }
}
