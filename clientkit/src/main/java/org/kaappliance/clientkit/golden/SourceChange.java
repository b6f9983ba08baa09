package org.kaappliance.clientkit.golden;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of the golden system that changed while it was read.
 *
 * @param path as tar names it: {@code ./var/log/syslog}, control characters escaped
 * @param kind what happened to it
 */
public record SourceChange(String path, Kind kind) {
    /** What tar said of a file, and what the clones have of it. */
    public enum Kind {
        /** Parts of it may be from before, parts from after the change. */
        CHANGED("changed while it was read"),
        /** It was there when its directory was read; the clones do not have it. */
        REMOVED("removed before it was read"),
        /** It became shorter than it had said; the clones have zeros in place of the end. */
        CUT("cut short while it was read, the clones have zeros at its end");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** For people: behind the path. */
        public String text() {
            return text;
        }
    }

    private static final Pattern CHANGED = Pattern.compile("tar: (.+): file changed as we read it", Pattern.DOTALL);
    private static final Pattern REMOVED = Pattern.compile(
            "tar: (.+): (?:File removed before we read it|Cannot [a-z ]+: No such file or directory)", Pattern.DOTALL);
    private static final Pattern CUT =
            Pattern.compile("tar: (.+): File shrank by \\d+ bytes?; padding with zeros", Pattern.DOTALL);

    public SourceChange {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(kind, "kind");
    }

    /** What a line of GNU tar (in the C locale) says; empty when it is about something else. */
    static Optional<SourceChange> parse(String line) {
        return match(CHANGED, line, Kind.CHANGED)
                .or(() -> match(REMOVED, line, Kind.REMOVED))
                .or(() -> match(CUT, line, Kind.CUT));
    }

    private static Optional<SourceChange> match(Pattern pattern, String line, Kind kind) {
        Matcher matcher = pattern.matcher(line);
        return matcher.matches() ? Optional.of(new SourceChange(matcher.group(1), kind)) : Optional.empty();
    }

    /** {@code ./var/log/syslog: changed while it was read}. */
    @Override
    public String toString() {
        return path + ": " + kind.text();
    }
}
