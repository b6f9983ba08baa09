package org.kaappliance.clientkit.report;

import java.time.Duration;

/**
 * The deadlines of the report channel.
 *
 * @param ping an end that has nothing to say says {@code ping} this often
 * @param silence an end that hears nothing for this long takes the other for dead
 * @param reply how long a node waits for the answer to {@code hello} and {@code done}, and for a connection
 */
record ReportTimes(Duration ping, Duration silence, Duration reply) {
    static final ReportTimes STANDARD =
            new ReportTimes(Duration.ofSeconds(5), Duration.ofSeconds(16), Duration.ofSeconds(60));

    int silenceMillis() {
        return (int) silence.toMillis();
    }
}
