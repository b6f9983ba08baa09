package org.kaappliance.appliance.migrate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kaappliance.dhcp.option.OptionRegistry;

/**
 * What clients are told at one level, as values of our settings. The last value of a key counts, as in dhcpd; of a level and
 * one around it, the closer.
 */
final class Level {
    static final String BOOT_SERVER = "boot-server";

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(3650);

    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, String> options = new LinkedHashMap<>();
    private Optional<String> tftpServer = Optional.empty();
    private Optional<Duration> leaseTime = Optional.empty();
    private Optional<Duration> maxLeaseTime = Optional.empty();

    void set(String key, String value) {
        settings.put(key, value);
    }

    /** Option 66, an address: the boot server, unless {@code next-server} names one, too. */
    void tftpServer(String address) {
        tftpServer = Optional.of(address);
    }

    /** @param values as our settings take them, not yet quoted */
    void option(String name, List<String> values) {
        List<String> written = values.stream().map(Hocon::value).toList();
        option(name, written.size() == 1 ? written.get(0) : Hocon.list(written));
    }

    /** In place of the same option under another name, which our settings do not take beside it. */
    private void option(String name, String written) {
        String number = OptionRegistry.find(name).number();
        options.keySet().removeIf(other -> OptionRegistry.find(other).number().equals(number));
        options.put(name, written);
    }

    /** Returns whether the time had to be changed to be one that our settings take. */
    boolean leaseTime(long seconds) {
        leaseTime = Optional.of(within(seconds));
        return leaseTime.get().toSeconds() != seconds;
    }

    boolean maxLeaseTime(long seconds) {
        maxLeaseTime = Optional.of(within(seconds));
        return maxLeaseTime.get().toSeconds() != seconds;
    }

    /** A negative number, and the largest, mean for ever. */
    private static Duration within(long seconds) {
        if (seconds < 0 || seconds > LONGEST.toSeconds()) {
            return LONGEST;
        }
        return seconds < SHORTEST.toSeconds() ? SHORTEST : Duration.ofSeconds(seconds);
    }

    Optional<Duration> leaseTime() {
        return leaseTime;
    }

    Optional<Duration> maxLeaseTime() {
        return maxLeaseTime;
    }

    /** This level inside a group: with what the group says where this says nothing. */
    Level inside(Level around) {
        Level both = new Level();
        both.settings.putAll(around.settings);
        both.settings.putAll(settings);
        both.options.putAll(around.options);
        options.forEach(both::option);
        both.tftpServer = tftpServer.or(() -> around.tftpServer);
        both.leaseTime = leaseTime.or(() -> around.leaseTime);
        both.maxLeaseTime = maxLeaseTime.or(() -> around.maxLeaseTime);
        return both;
    }

    /**
     * Settles the lease times: dhcpd's longest time wins over its usual one, ours must not be below it.
     *
     * @param usual the lease time that counts when this level names none
     */
    void settle(Duration usual) {
        if (maxLeaseTime.isPresent() && maxLeaseTime.get().compareTo(leaseTime.orElse(usual)) < 0) {
            leaseTime = maxLeaseTime;
        }
    }

    /** Keys and values, in the order of {@code reference.conf}; without the options. */
    Map<String, String> settings() {
        Map<String, String> all = new LinkedHashMap<>();
        leaseTime.ifPresent(time -> all.put("lease-time", Hocon.duration(time)));
        maxLeaseTime.ifPresent(time -> all.put("max-lease-time", Hocon.duration(time)));
        all.putAll(settings);
        tftpServer.ifPresent(address -> all.putIfAbsent(BOOT_SERVER, address));
        return all;
    }

    Map<String, String> options() {
        return new LinkedHashMap<>(options);
    }

    boolean isEmpty() {
        return settings().isEmpty() && options().isEmpty();
    }

    /** Whether both tell the same. */
    boolean sameAs(Level other) {
        return settings().equals(other.settings()) && options().equals(other.options());
    }
}
