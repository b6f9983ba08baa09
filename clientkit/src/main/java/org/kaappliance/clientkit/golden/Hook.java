package org.kaappliance.clientkit.golden;

import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A program of the administrator that runs on every node, in the new root, at the end.
 *
 * @param name {@code NN-name}, or {@code NN-name.optional}, whose failure fails no node; they run in the order of their names
 * @param program the file, as {@link org.kaappliance.clientkit.text.ByteText}
 * @param limit it is killed then, and has failed
 */
public record Hook(String name, String program, Duration limit) {
    private static final Pattern NAME = Pattern.compile("[0-9]{2}-[A-Za-z0-9][A-Za-z0-9._-]*");

    /** @throws IllegalArgumentException when the name is none */
    public Hook {
        Objects.requireNonNull(program, "program");
        Objects.requireNonNull(limit, "limit");
        if (!isName(name)) {
            throw new IllegalArgumentException("'" + name + "' is no name of a hook (NN-name)");
        }
    }

    /** Two digits, a hyphen, then letters, digits, dots, hyphens and underscores. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches() && !name.endsWith("~");
    }

    /** Whether a node goes on when it fails. */
    public boolean optional() {
        return name.endsWith(".optional");
    }
}
