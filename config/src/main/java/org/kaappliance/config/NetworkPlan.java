package org.kaappliance.config;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the interfaces and the settings together say about the network.
 *
 * @param interfaces where the appliance stands; the first is the main one
 * @param subnets those of the interfaces, in their order, and the ones that only relays reach. The appliance's own
 *     addresses may lie in a pool and are never given
 */
public record NetworkPlan(List<InterfaceAddress> interfaces, List<DhcpSettings.Subnet> subnets) {
    private static final int POOL_FIRST_OFFSET = 100;
    private static final int POOL_LAST_OFFSET = 199;
    private static final String SUBNETS = "dhcp.subnets";

    public NetworkPlan {
        interfaces = List.copyOf(interfaces);
        subnets = List.copyOf(subnets);
    }

    /** The main interface. */
    public InterfaceAddress iface() {
        return interfaces.get(0);
    }

    /** The main interface's subnet. */
    public Ipv4Subnet subnet() {
        return iface().subnet();
    }

    /** The main subnet's pools as text, {@code none} without one. */
    public String poolText() {
        List<String> ranges = subnets.stream()
                .filter(s -> s.subnet().equals(subnet()))
                .flatMap(s -> s.pools().stream())
                .map(pool -> pool.range().toString())
                .toList();
        return ranges.isEmpty() ? "none" : String.join(", ", ranges);
    }

    /**
     * Derives the plan; a pure function.
     *
     * @param interfaces the main one first
     * @throws SettingsException when a pool does not lie in its subnet, pools or subnets overlap, or a reservation lies in
     *     no subnet
     */
    public static NetworkPlan of(Settings settings, List<InterfaceAddress> interfaces) throws SettingsException {
        List<SettingsProblem> problems = new ArrayList<>();
        List<DhcpSettings.Subnet> subnets = new ArrayList<>();
        for (InterfaceAddress iface : interfaces) {
            if (subnets.stream().noneMatch(s -> s.subnet().equals(iface.subnet()))) {
                subnets.add(ofInterface(settings, iface, iface == interfaces.get(0), problems));
            }
        }
        settings.dhcp().subnets().stream()
                .filter(s -> subnets.stream().noneMatch(known -> known.subnet().equals(s.subnet())))
                .forEach(subnets::add);
        checkSubnets(settings.dhcp().subnets(), subnets, problems);
        checkPools(subnets, problems);
        checkMachines(settings.machines(), interfaces, subnets, problems);
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return new NetworkPlan(interfaces, subnets);
    }

    /** What {@code dhcp.subnets} says about it; {@code dhcp.pool} is the main one's; else a pool is derived. */
    private static DhcpSettings.Subnet ofInterface(
            Settings settings, InterfaceAddress iface, boolean main, List<SettingsProblem> problems) {
        DhcpSettings.Subnet named = settings.dhcp().subnets().stream()
                .filter(s -> s.subnet().equals(iface.subnet()))
                .findFirst()
                .orElse(new DhcpSettings.Subnet("", iface.subnet(), List.of(), DhcpTerms.NOTHING));
        List<DhcpSettings.Pool> pools = new ArrayList<>();
        if (main) {
            settings.dhcp().pool().ifPresent(range -> pools.add(pool(range)));
        }
        pools.addAll(named.pools());
        boolean server = settings.dhcp().mode() == DhcpSettings.Mode.SERVER
                || settings.dhcp().mode() == DhcpSettings.Mode.AUTO;
        if (pools.isEmpty() && server && iface.prefixLength() <= 30) {
            pools.add(pool(defaultRange(iface)));
        } else if (pools.isEmpty() && settings.dhcp().mode() == DhcpSettings.Mode.SERVER) {
            problems.add(new SettingsProblem(
                    "",
                    "dhcp.pool",
                    "a /" + iface.prefixLength() + " has no room for a pool; name one, e.g. 10.0.1.110-10.0.1.120"));
        }
        return new DhcpSettings.Subnet(named.origin(), iface.subnet(), List.copyOf(pools), named.terms());
    }

    private static DhcpSettings.Pool pool(AddressRange range) {
        return new DhcpSettings.Pool("", range, List.of(), DhcpTerms.NOTHING);
    }

    /** Hosts 100 to 199 of a /24 or larger; every host address of a smaller subnet; without our own at the ends. */
    private static AddressRange defaultRange(InterfaceAddress iface) {
        int network = Ipv4Subnet.toInt(iface.subnet().network());
        boolean small = iface.prefixLength() > 24;
        int first = network + (small ? 1 : POOL_FIRST_OFFSET);
        int last = small ? Ipv4Subnet.toInt(iface.subnet().broadcast()) - 1 : network + POOL_LAST_OFFSET;
        int own = Ipv4Subnet.toInt(iface.address());
        return new AddressRange(
                Ipv4Subnet.ofInt(first == own ? first + 1 : first), Ipv4Subnet.ofInt(last == own ? last - 1 : last));
    }

    private static void checkSubnets(
            List<DhcpSettings.Subnet> named, List<DhcpSettings.Subnet> all, List<SettingsProblem> problems) {
        for (DhcpSettings.Subnet one : named) {
            if (named.stream()
                            .filter(s -> s.subnet().equals(one.subnet()))
                            .findFirst()
                            .orElseThrow()
                    != one) {
                problems.add(new SettingsProblem(one.origin(), SUBNETS, one.subnet() + " occurs twice"));
            }
            all.stream()
                    .map(DhcpSettings.Subnet::subnet)
                    .filter(s ->
                            !s.equals(one.subnet()) && s.contains(one.subnet().network()))
                    .forEach(s -> problems.add(
                            new SettingsProblem(one.origin(), SUBNETS, one.subnet() + " lies inside " + s)));
        }
    }

    private static void checkPools(List<DhcpSettings.Subnet> subnets, List<SettingsProblem> problems) {
        List<DhcpSettings.Pool> seen = new ArrayList<>();
        for (DhcpSettings.Subnet subnet : subnets) {
            for (DhcpSettings.Pool pool : subnet.pools()) {
                String key = pool.origin().isEmpty() ? "dhcp.pool" : SUBNETS;
                AddressRange range = pool.range();
                if (!subnet.subnet().contains(range.first()) || !subnet.subnet().contains(range.last())) {
                    problems.add(new SettingsProblem(
                            pool.origin(), key, range + " does not lie in the subnet " + subnet.subnet()));
                }
                seen.stream()
                        .filter(other -> other.range().overlaps(range))
                        .forEach(other -> problems.add(new SettingsProblem(
                                pool.origin(), key, "the pools " + other.range() + " and " + range + " overlap")));
                seen.add(pool);
            }
        }
    }

    private static void checkMachines(
            List<Settings.Machine> machines,
            List<InterfaceAddress> interfaces,
            List<DhcpSettings.Subnet> subnets,
            List<SettingsProblem> problems) {
        for (Settings.Machine machine : machines) {
            Inet4Address address = machine.address().orElse(null);
            if (address == null) {
                continue;
            }
            String text = machine.name() + ": address " + address.getHostAddress();
            if (subnets.stream().noneMatch(s -> s.subnet().contains(address))) {
                problems.add(new SettingsProblem("", "machines", text + place(subnets)));
            }
            if (interfaces.stream().anyMatch(i -> i.address().equals(address))) {
                problems.add(new SettingsProblem("", "machines", text + " is the appliance's own"));
            }
        }
    }

    private static String place(List<DhcpSettings.Subnet> subnets) {
        Stream<String> names = subnets.stream().map(s -> s.subnet().toString());
        return " does not lie in the subnet " + String.join(" or ", names.toList());
    }
}
