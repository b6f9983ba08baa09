package org.kaappliance.appliance.cli;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kaappliance.config.RepeatedWarning;

/**
 * Which lines about nodes are shown: of one node the same thing once a minute, and of all nodes beyond the first so many one thing a minute. In an
 * open session everybody may come, under any name, as often as he likes. Not thread-safe.
 */
final class CrowdLines {
    /** Fewer than a {@link RepeatedWarning} remembers. */
    private static final int MAX_NAMES = 250;

    private final Set<String> names = new HashSet<>();
    private final Map<String, RepeatedWarning> repeated = new HashMap<>();

    /**
     * The line, with the number of those like it that were held back; empty when it is held back itself.
     *
     * @param what the kind of line, one of few
     */
    Optional<String> pass(String nodeId, String what, String line, Instant now) {
        boolean isKnown = names.contains(nodeId) || names.size() < MAX_NAMES && names.add(nodeId);
        String kind = isKnown ? "of " + nodeId : "of others";
        return repeated.computeIfAbsent(what, w -> new RepeatedWarning())
                .pass(kind, now)
                .map(passed -> line + passed.substring(kind.length()));
    }
}
