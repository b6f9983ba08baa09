package org.kaappliance.clientkit.report;

import java.time.Duration;

/**
 * The deadlines of the report channel.
 *
 * @param ping an end that has nothing to say says {@code ping} this often
 * @param silence an end that hears nothing for this long takes the other for dead
 * @param reply how long a node waits for the answer to {@code hello} and {@code done}, and for a connection
 * @param patience how long a node goes on when it cannot reach the appliance
 */
record ReportTimes(Duration ping, Duration silence, Duration reply, Duration patience) {
    static final ReportTimes STANDARD = new ReportTimes(
            Duration.ofSeconds(5), Duration.ofSeconds(16), Duration.ofSeconds(60), Duration.ofMinutes(2));

    int silenceMillis() {
        return (int) silence.toMillis();
    }
}
