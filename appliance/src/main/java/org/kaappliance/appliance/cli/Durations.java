package org.kaappliance.appliance.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations on the command line: {@code 90}, {@code 90s}, {@code 10m}, {@code 2h}. */
final class Durations {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})([smh]?)");

    private Durations() {}

    /** @throws UsageException that names the option when the text is anything else */
    static Optional<Duration> parse(String option, String text) {
        if (text == null) {
            return Optional.empty();
        }
        Matcher m = TEXT.matcher(text);
        if (!m.matches()) {
            throw new UsageException(option + ": expected e.g. 90s, 10m or 2h, got " + text);
        }
        long number = Long.parseLong(m.group(1));
        return Optional.of(
                switch (m.group(2)) {
                    case "h" -> Duration.ofHours(number);
                    case "m" -> Duration.ofMinutes(number);
                    default -> Duration.ofSeconds(number);
                });
    }
}
