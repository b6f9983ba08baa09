package org.kaappliance.config;

import java.net.Inet4Address;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The network interfaces of this host. */
public final class LocalInterfaces {
    private LocalInterfaces() {}

    /**
     * Looks an interface up.
     *
     * @param wanted the address to use, one of the interface's; empty means its first IPv4 address
     * @throws SettingsException with one line: no such interface (and which exist), no IPv4 address on it, not its address
     */
    public static org.kaappliance.config.InterfaceAddress find(String name, Optional<Inet4Address> wanted)
            throws SettingsException {
        List<InterfaceAddress> addresses = ipv4Addresses(name);
        if (addresses.isEmpty()) {
            throw problem(
                    "interface",
                    name + " has no IPv4 address: give it one (ip address add 10.0.1.1/24 dev " + name + ")");
        }
        return addresses.stream()
                .filter(a -> wanted.isEmpty() || wanted.get().equals(a.getAddress()))
                .findFirst()
                .map(a -> new org.kaappliance.config.InterfaceAddress(
                        name, (Inet4Address) a.getAddress(), a.getNetworkPrefixLength()))
                .orElseThrow(() -> problem(
                        "address",
                        wanted.orElseThrow().getHostAddress() + " is not on " + name + ", which has "
                                + texts(addresses)));
    }

    /**
     * The main interface and the further ones of {@code dhcp.interfaces}.
     *
     * @throws SettingsException as {@link #find}
     */
    public static List<org.kaappliance.config.InterfaceAddress> of(Settings settings, String main)
            throws SettingsException {
        List<org.kaappliance.config.InterfaceAddress> all = new ArrayList<>();
        all.add(find(main, settings.address()));
        for (String further : settings.dhcp().interfaces()) {
            if (all.stream().noneMatch(one -> one.name().equals(further))) {
                all.add(find(further, Optional.empty()));
            }
        }
        return all;
    }

    /** The interfaces that are up and have an IPv4 address, without loopback, with the first address of each, by name. */
    public static List<org.kaappliance.config.InterfaceAddress> candidates() throws SettingsException {
        try {
            List<org.kaappliance.config.InterfaceAddress> found = new ArrayList<>();
            for (NetworkInterface nic : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (nic.isUp() && !nic.isLoopback()) {
                    nic.getInterfaceAddresses().stream()
                            .filter(a -> a.getAddress() instanceof Inet4Address)
                            .limit(1)
                            .forEach(a -> found.add(new org.kaappliance.config.InterfaceAddress(
                                    nic.getName(), (Inet4Address) a.getAddress(), a.getNetworkPrefixLength())));
                }
            }
            found.sort(Comparator.comparing(org.kaappliance.config.InterfaceAddress::name));
            return found;
        } catch (SocketException e) {
            throw problem("interface", "cannot list the interfaces of this host: " + e.getMessage());
        }
    }

    private static List<InterfaceAddress> ipv4Addresses(String name) throws SettingsException {
        try {
            NetworkInterface nic = NetworkInterface.getByName(name);
            if (nic == null) {
                String all = NetworkInterface.networkInterfaces()
                        .map(NetworkInterface::getName)
                        .sorted()
                        .collect(Collectors.joining(", "));
                throw problem("interface", "there is no interface " + name + "; this host has " + all);
            }
            return nic.getInterfaceAddresses().stream()
                    .filter(a -> a.getAddress() instanceof Inet4Address)
                    .toList();
        } catch (SocketException e) {
            throw problem("interface", "cannot look up " + name + ": " + e.getMessage());
        }
    }

    private static String texts(List<InterfaceAddress> addresses) {
        return addresses.stream().map(a -> a.getAddress().getHostAddress()).collect(Collectors.joining(", "));
    }

    private static SettingsException problem(String key, String message) {
        return new SettingsException(List.of(new SettingsProblem("", key, message)));
    }
}
