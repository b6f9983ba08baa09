package org.kaappliance.config;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a DHCP client is told, at one level of the settings: all clients, a subnet, a pool, a class, a machine. What is empty
 * the level above decides, unless this one says that there is none.
 *
 * @param router option 3; a level's router counts only for clients in the router's subnet
 * @param dnsServers option 6; an empty list means that none are told
 * @param bootServer where the boot file comes from; without it the appliance itself
 * @param bootFile instead of what {@code dhcp.boot-programs} says; {@code none} names none
 * @param none what this level says {@code none} or {@code auto} of; levels above do not count then
 * @param options further ones, in the order of the file
 */
public record DhcpTerms(
        Optional<Duration> leaseTime,
        Optional<Duration> maxLeaseTime,
        Optional<Inet4Address> router,
        Optional<List<Inet4Address>> dnsServers,
        Optional<String> domainName,
        Optional<Inet4Address> bootServer,
        Optional<String> bootFile,
        Set<Part> none,
        List<Option> options) {
    /** Decides nothing. */
    public static final DhcpTerms NOTHING = new DhcpTerms(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            List.of());

    /** What a level can take back. */
    public enum Part {
        ROUTER,
        DOMAIN_NAME,
        BOOT_SERVER,
        BOOT_FILE
    }

    public DhcpTerms {
        none = Set.copyOf(none);
    }

    /**
     * One option as it was written.
     *
     * @param origin where it stands in the settings
     * @param key full path in the settings, for problems
     * @param name number ({@code 200}), name ({@code ntp-servers}), or either inside a space ({@code 43.6},
     *     {@code ipxe.no-pxedhcp})
     * @param values one, or the elements of the list
     */
    public record Option(String origin, String key, String name, List<String> values) {}
}
