package org.kaappliance.config;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads the {@link DhcpTerms} of one level. */
final class TermsReader {
    private static final Duration SHORTEST_LEASE = Duration.ofMinutes(1);
    private static final Duration LONGEST_LEASE = Duration.ofDays(3650);

    private final SettingsReader reader;
    private final String prefix;

    /** @param prefix of the keys, e.g. {@code dhcp.}; empty inside a list's element */
    TermsReader(SettingsReader reader, String prefix) {
        this.reader = reader;
        this.prefix = prefix;
    }

    /** The level that has all keys. */
    DhcpTerms always() {
        return read(true);
    }

    /** A level that may leave any key out. */
    DhcpTerms whereSet() {
        return read(false);
    }

    private DhcpTerms read(boolean all) {
        Optional<Duration> leaseTime = leaseTime(all);
        Duration shortest = leaseTime.orElse(SHORTEST_LEASE);
        return new DhcpTerms(
                leaseTime,
                when(all, "max-lease-time", () -> reader.duration(prefix + "max-lease-time", shortest, LONGEST_LEASE)),
                when(all, "router", () -> reader.unless("none", prefix + "router", Ipv4Subnet::address))
                        .flatMap(router -> router),
                when(all, "dns-servers", () -> reader.list(prefix + "dns-servers", Ipv4Subnet::address)),
                when(all, "domain-name", () -> reader.unless("none", prefix + "domain-name", ValueRules::domainName))
                        .flatMap(name -> name),
                when(all, "boot-server", () -> reader.unless("auto", prefix + "boot-server", Ipv4Subnet::address))
                        .flatMap(server -> server),
                when(all, "boot-file", () -> reader.unless("auto", prefix + "boot-file", ValueRules::bootFile))
                        .flatMap(file -> file),
                reader.options(prefix + "options"));
    }

    private Optional<Duration> leaseTime(boolean all) {
        return when(all, "lease-time", () -> reader.duration(prefix + "lease-time", SHORTEST_LEASE, LONGEST_LEASE));
    }

    private <T> Optional<T> when(boolean all, String key, Supplier<T> read) {
        return all || reader.has(prefix + key) ? Optional.of(read.get()) : Optional.empty();
    }
}
