package org.kaappliance.appliance.migrate;

/**
 * Something to know about the conversion.
 *
 * @param line in the file that was read, 1 and up
 * @param text one line
 */
public record Finding(Kind kind, int line, String text) implements Comparable<Finding> {

    public enum Kind {
        /** The settings that are printed do not do it. */
        LOST,
        /** It is done in another way, or needs no setting. */
        REPLACED
    }

    @Override
    public int compareTo(Finding other) {
        return Integer.compare(line, other.line);
    }

    @Override
    public String toString() {
        return "line " + line + ": " + text;
    }
}
