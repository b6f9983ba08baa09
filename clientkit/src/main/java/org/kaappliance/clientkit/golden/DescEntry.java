package org.kaappliance.clientkit.golden;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * One line of a partition description.
 *
 * @param number as Linux numbers it: 1 to 4, logical ones from 5
 * @param level where its entry stands
 * @param type MBR partition type, 0x01 to 0xff
 * @param mebibytes its size, 1 or more; empty for {@code fill}
 */
public record DescEntry(int number, Level level, int type, OptionalLong mebibytes) {
    public static final int LINUX = 0x83;
    public static final int SWAP = 0x82;
    public static final int EXTENDED = 0x05;

    /** Where the entry of a partition stands. */
    public enum Level {
        PRIMARY,
        EXTENDED,
        LOGICAL
    }

    public DescEntry {
        Objects.requireNonNull(level, "level");
        Objects.requireNonNull(mebibytes, "mebibytes");
    }

    /** Takes all that is left. */
    public boolean fill() {
        return mebibytes.isEmpty();
    }
}
