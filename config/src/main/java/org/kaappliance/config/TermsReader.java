package org.kaappliance.config;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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
        Set<DhcpTerms.Part> none = EnumSet.noneOf(DhcpTerms.Part.class);
        Duration shortest = leaseTime.orElse(SHORTEST_LEASE);
        return new DhcpTerms(
                leaseTime,
                when(all, "max-lease-time", () -> reader.duration(prefix + "max-lease-time", shortest, LONGEST_LEASE)),
                unless("none", all, "router", Ipv4Subnet::address, () -> none.add(DhcpTerms.Part.ROUTER)),
                when(all, "dns-servers", () -> reader.list(prefix + "dns-servers", Ipv4Subnet::address)),
                unless("none", all, "domain-name", ValueRules::domainName, () -> none.add(DhcpTerms.Part.DOMAIN_NAME)),
                unless("auto", all, "boot-server", Ipv4Subnet::address, () -> none.add(DhcpTerms.Part.BOOT_SERVER)),
                unless("auto", all, "boot-file", ValueRules::bootFile, () -> none.add(DhcpTerms.Part.BOOT_FILE)),
                none,
                reader.options(prefix + "options"));
    }

    private Optional<Duration> leaseTime(boolean all) {
        return when(all, "lease-time", () -> reader.duration(prefix + "lease-time", SHORTEST_LEASE, LONGEST_LEASE));
    }

    /** Empty when the key is left out, and when its value is the word, which is booked. */
    private <T> Optional<T> unless(String word, boolean all, String key, Function<String, T> parse, Runnable none) {
        Optional<Optional<T>> value = when(all, key, () -> reader.unless(word, prefix + key, parse));
        if (value.isPresent() && value.get().isEmpty()) {
            none.run();
        }
        return value.flatMap(one -> one);
    }

    private <T> Optional<T> when(boolean all, String key, Supplier<T> read) {
        return all || reader.has(prefix + key) ? Optional.of(read.get()) : Optional.empty();
    }
}
