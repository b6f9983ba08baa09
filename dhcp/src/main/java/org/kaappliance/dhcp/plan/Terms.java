package org.kaappliance.dhcp.plan;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.kaappliance.config.DhcpTerms;
import org.kaappliance.config.DhcpTerms.Part;
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
        Duration inherited = first(levels, DhcpTerms::leaseTime).orElseThrow();
        Duration longest = first(levels, DhcpTerms::maxLeaseTime).orElseThrow();
        boolean maximumIsCloser = place(levels, DhcpTerms::maxLeaseTime) < place(levels, DhcpTerms::leaseTime);
        Duration leaseTime = maximumIsCloser ? shorter(inherited, longest) : inherited;
        return new Terms(
                leaseTime,
                longest.compareTo(leaseTime) < 0 ? leaseTime : longest,
                router(levels, subnet),
                first(levels, DhcpTerms::dnsServers).orElse(List.of()),
                first(levels, Part.DOMAIN_NAME, DhcpTerms::domainName),
                first(levels, Part.BOOT_SERVER, DhcpTerms::bootServer),
                first(levels, Part.BOOT_FILE, DhcpTerms::bootFile),
                options);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Optional<Inet4Address> router(List<DhcpTerms> levels, Ipv4Subnet subnet) {
        for (DhcpTerms level : levels) {
            if (level.none().contains(Part.ROUTER)) {
                return Optional.empty();
            }
            if (level.router().isPresent() && subnet.contains(level.router().get())) {
                return level.router();
            }
        }
        return Optional.empty();
    }

    private static <T> Optional<T> first(List<DhcpTerms> levels, Part part, Function<DhcpTerms, Optional<T>> value) {
        for (DhcpTerms level : levels) {
            if (level.none().contains(part) || value.apply(level).isPresent()) {
                return value.apply(level);
            }
        }
        return Optional.empty();
    }

    /** 0 is the closest level. */
    private static int place(List<DhcpTerms> levels, Function<DhcpTerms, Optional<Duration>> part) {
        int place = 0;
        while (part.apply(levels.get(place)).isEmpty()) {
            place++;
        }
        return place;
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
