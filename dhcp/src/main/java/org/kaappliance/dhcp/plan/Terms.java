package org.kaappliance.dhcp.plan;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.kaappliance.config.DhcpTerms;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.dhcp.option.OptionSet;

/**
 * What one client is told, all levels of the settings taken together.
 *
 * @param bootServer empty means the appliance
 * @param bootFile as the settings name it for this client, before firmware is looked at; {@code none} names none
 * @param options further ones
 */
public record Terms(
        Duration leaseTime,
        Duration maxLeaseTime,
        Optional<Inet4Address> router,
        List<Inet4Address> dnsServers,
        Optional<String> domainName,
        Optional<Inet4Address> bootServer,
        Optional<String> bootFile,
        OptionSet options) {

    /**
     * Takes from each level what the closer ones leave open.
     *
     * @param levels the closest first; the last one has lease times
     * @param subnet the client's
     * @param options of all levels
     */
    public static Terms of(List<DhcpTerms> levels, Ipv4Subnet subnet, OptionSet options) {
        Duration leaseTime = first(levels, DhcpTerms::leaseTime).orElseThrow();
        Duration longest = first(levels, DhcpTerms::maxLeaseTime).orElseThrow();
        return new Terms(
                leaseTime,
                longest.compareTo(leaseTime) < 0 ? leaseTime : longest,
                router(levels, subnet),
                first(levels, DhcpTerms::dnsServers).orElse(List.of()),
                first(levels, DhcpTerms::domainName),
                first(levels, DhcpTerms::bootServer),
                first(levels, DhcpTerms::bootFile),
                options);
    }

    private static Optional<Inet4Address> router(List<DhcpTerms> levels, Ipv4Subnet subnet) {
        for (DhcpTerms level : levels) {
            if (level.router().isPresent() && subnet.contains(level.router().get())) {
                return level.router();
            }
        }
        return Optional.empty();
    }

    private static <T> Optional<T> first(List<DhcpTerms> levels, Function<DhcpTerms, Optional<T>> part) {
        for (DhcpTerms level : levels) {
            Optional<T> value = part.apply(level);
            if (value.isPresent()) {
                return value;
            }
        }
        return Optional.empty();
    }
}
