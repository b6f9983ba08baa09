package org.kaappliance.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as text; a unit is required, because HOCON would take a bare number for milliseconds. */
final class DurationText {
    private static final Pattern TEXT = Pattern.compile("\\s*(\\d{1,9})\\s*([a-z]*)\\s*");

    private DurationText() {}

    /** @throws IllegalArgumentException when it is no duration, has no unit, or is out of range */
    static Duration parse(String text, Duration min, Duration max) {
        Duration duration = parse(text);
        if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
            throw new IllegalArgumentException(
                    "is " + format(min) + " to " + format(max) + ", found \"" + text.trim() + '"');
        }
        return duration;
    }

    private static Duration parse(String text) {
        Matcher m = TEXT.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException("expected a duration, e.g. 30 seconds, found \"" + text + '"');
        }
        long number = Long.parseLong(m.group(1));
        return switch (m.group(2)) {
            case "ms", "milli", "millis", "millisecond", "milliseconds" -> Duration.ofMillis(number);
            case "s", "second", "seconds" -> Duration.ofSeconds(number);
            case "m", "minute", "minutes" -> Duration.ofMinutes(number);
            case "h", "hour", "hours" -> Duration.ofHours(number);
            case "d", "day", "days" -> Duration.ofDays(number);
            case "" -> throw new IllegalArgumentException("needs a unit, e.g. " + number + " seconds");
            default ->
                throw new IllegalArgumentException(
                        "unknown unit \"" + m.group(2) + "\", expected milliseconds, seconds, minutes, hours or days");
        };
    }

    static String format(Duration duration) {
        if (duration.toMillis() % 1000 != 0) {
            return duration.toMillis() + " milliseconds";
        }
        long seconds = duration.toSeconds();
        if (seconds == 0 || seconds % 60 != 0) {
            return counted(seconds, "second");
        }
        return seconds % 3600 == 0 ? counted(seconds / 3600, "hour") : counted(seconds / 60, "minute");
    }

    private static String counted(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}
