package org.kaappliance.appliance.job;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.kaappliance.config.MacAddress;

/**
 * Whether two clones of a job are known by the same: what was left of the golden node in one is left in all. Any thread.
 */
final class IdentityCheck {
    private static final String HOST_NAME = "host-name";

    /** A node has about six; more are not kept of one. */
    private static final int MAX_KINDS = 32;

    private final Map<MacAddress, Map<String, String>> fingerprints = new HashMap<>();

    /** A node is cloned anew. */
    synchronized void forget(MacAddress mac) {
        fingerprints.remove(mac);
    }

    synchronized void note(MacAddress mac, String kind, String fingerprint) {
        Map<String, String> own = fingerprints.computeIfAbsent(mac, m -> new TreeMap<>());
        if (own.size() < MAX_KINDS) {
            own.put(kind, fingerprint);
        }
    }

    static boolean isHostName(String kind) {
        return kind.equals(HOST_NAME);
    }

    /** The first other node of that host name. Without a name from DHCP all keep the golden one. */
    Optional<Shared> ofName(MacAddress mac) {
        return of(mac, IdentityCheck::isHostName);
    }

    /** The first other node that is known by the same as this one in anything but its host name. */
    Optional<Shared> of(MacAddress mac) {
        return of(mac, kind -> !isHostName(kind));
    }

    private synchronized Optional<Shared> of(MacAddress mac, Predicate<String> kinds) {
        Map<String, String> own = fingerprints.getOrDefault(mac, Map.of());
        return fingerprints.entrySet().stream()
                .filter(other -> !other.getKey().equals(mac))
                .flatMap(other -> own.entrySet().stream()
                        .filter(e -> kinds.test(e.getKey()))
                        .filter(e -> e.getValue().equals(other.getValue().get(e.getKey())))
                        .map(e -> new Shared(other.getKey(), e.getKey())))
                .findFirst();
    }

    /**
     * @param other the node that has it too
     * @param kind {@code machine-id}
     */
    record Shared(MacAddress other, String kind) {}
}
