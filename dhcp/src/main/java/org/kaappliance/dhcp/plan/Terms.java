package org.kaappliance.dhcp.plan;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kaappliance.config.DhcpTerms;
import org.kaappliance.config.Ipv4Subnet;

/**
 * What one client is told, all levels of the settings taken together.
 *
 * @param bootServer empty means the appliance
 * @param bootFile as the settings name it for this client, before firmware is looked at; {@code none} names none
 */
public record Terms(
        Duration leaseTime,
        Duration maxLeaseTime,
        Optional<Inet4Address> router,
        List<Inet4Address> dnsServers,
        Optional<String> domainName,
        Optional<Inet4Address> bootServer,
        Optional<String> bootFile) {

    /**
     * Takes from each level what the closer ones leave open.
     *
     * @param levels the closest first; the last one has lease times
     * @param subnet the client's
     */
    public static Terms of(List<DhcpTerms> levels, Ipv4Subnet subnet) {
        Duration leaseTime = first(levels, DhcpTerms::leaseTime).orElseThrow();
        Duration longest = first(levels, DhcpTerms::maxLeaseTime).orElseThrow();
        return new Terms(
                leaseTime,
                longest.compareTo(leaseTime) < 0 ? leaseTime : longest,
                levels.stream()
                        .flatMap(level -> level.router().stream())
                        .filter(subnet::contains)
                        .findFirst(),
                first(levels, DhcpTerms::dnsServers).orElse(List.of()),
                first(levels, DhcpTerms::domainName),
                first(levels, DhcpTerms::bootServer),
                first(levels, DhcpTerms::bootFile));
    }

    private static <T> Optional<T> first(
            List<DhcpTerms> levels, java.util.function.Function<DhcpTerms, Optional<T>> part) {
        return levels.stream().flatMap(level -> part.apply(level).stream()).findFirst();
    }
}
