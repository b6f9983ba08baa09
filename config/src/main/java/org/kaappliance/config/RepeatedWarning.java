package org.kaappliance.config;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Lets one text through once a minute, with the number of those that were held back. Thread-safe. */
public final class RepeatedWarning {
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int MAX_TEXTS = 256;

    private record Seen(Instant at, int heldBack) {}

    private final Map<String, Seen> seen = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
            return size() > MAX_TEXTS;
        }
    };

    /** The text to log; empty when it was logged less than a minute ago. */
    public synchronized Optional<String> pass(String text, Instant now) {
        Seen last = seen.get(text);
        if (last != null && now.isBefore(last.at().plus(INTERVAL))) {
            seen.put(text, new Seen(last.at(), last.heldBack() + 1));
            return Optional.empty();
        }
        seen.put(text, new Seen(now, 0));
        return Optional.of(
                last == null || last.heldBack() == 0 ? text : text + " (and " + last.heldBack() + " times before)");
    }
}
