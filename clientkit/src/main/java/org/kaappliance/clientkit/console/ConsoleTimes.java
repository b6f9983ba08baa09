package org.kaappliance.clientkit.console;

import java.time.Duration;

/**
 * The deadlines of console connections.
 *
 * @param ping both ends say so this often
 * @param silence an end that hears nothing for this long takes the other for dead
 * @param pause of a node, before it connects again
 */
record ConsoleTimes(Duration ping, Duration silence, Duration pause) {
    static final ConsoleTimes STANDARD =
            new ConsoleTimes(Duration.ofSeconds(5), Duration.ofSeconds(16), Duration.ofSeconds(2));

    int silenceMillis() {
        return (int) silence.toMillis();
    }
}
