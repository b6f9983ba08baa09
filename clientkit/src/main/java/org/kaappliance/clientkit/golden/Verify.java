package org.kaappliance.clientkit.golden;

import java.util.Locale;
import java.util.stream.Stream;

/** How a node proves that its disk holds what it received. */
public enum Verify {
    /** Everything is read back. */
    FULL,
    /** Every path and all that is no content; the content of one file in sixteen. */
    SAMPLE,
    /** Nothing is read back. */
    NONE;

    /** {@code full}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws PlanException when it is none */
    public static Verify parse(String text) throws PlanException {
        return Stream.of(values())
                .filter(verify -> verify.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new PlanException("--verify: full, sample or none, not " + text));
    }
}
