package org.kaappliance.clientkit.report;

import java.util.Objects;
import org.kaappliance.config.MacAddress;

/**
 * What a node says of itself.
 *
 * @param mac the card that it was booted from
 * @param job the job that it was booted for
 * @param token the job's secret, from the kernel command line
 * @param hardware one line for people
 */
public record NodeIdentity(MacAddress mac, String job, String token, String hardware) {
    public NodeIdentity {
        Objects.requireNonNull(mac, "mac");
        Objects.requireNonNull(job, "job");
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(hardware, "hardware");
    }

    /** Leaves the token out. */
    @Override
    public String toString() {
        return "NodeIdentity[mac=" + mac + ", job=" + job + "]";
    }
}
