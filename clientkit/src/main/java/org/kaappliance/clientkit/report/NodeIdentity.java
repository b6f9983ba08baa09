package org.kaappliance.clientkit.report;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import org.kaappliance.config.MacAddress;

/**
 * What a node says of itself.
 *
 * @param mac the card that it was booted from
 * @param job the job that it was booted for
 * @param token the job's secret, from the kernel command line
 * @param run see {@link NodeHello#run}
 * @param hardware one line for people
 */
public record NodeIdentity(MacAddress mac, String job, String token, String run, String hardware) {
    private static final SecureRandom RANDOM = new SecureRandom();

    public NodeIdentity {
        Objects.requireNonNull(mac, "mac");
        Objects.requireNonNull(job, "job");
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(hardware, "hardware");
    }

    /** Draws a run: this is a new start of the node program. */
    public NodeIdentity(MacAddress mac, String job, String token, String hardware) {
        this(mac, job, token, freshRun(), hardware);
    }

    private static String freshRun() {
        byte[] run = new byte[16];
        RANDOM.nextBytes(run);
        return HexFormat.of().formatHex(run);
    }

    /** Leaves the token out. */
    @Override
    public String toString() {
        return "NodeIdentity[mac=" + mac + ", job=" + job + "]";
    }
}
