package org.kaappliance.clientkit.report;

import java.net.Inet4Address;
import java.util.Objects;
import org.kaappliance.config.MacAddress;

/**
 * How a node introduces itself.
 *
 * @param mac the card that it was booted from
 * @param job the job that it was booted for
 * @param token the job's secret; compare in constant time, never log it
 * @param run 32 hexadecimal digits, drawn anew at each start of the node program: the same in a hello that follows a broken connection,
 *     another one after a reboot
 * @param address where the connection comes from, as the server sees it
 * @param hardware one line for people: memory, disks
 */
public record NodeHello(MacAddress mac, String job, String token, String run, Inet4Address address, String hardware) {
    public NodeHello {
        Objects.requireNonNull(mac, "mac");
        Objects.requireNonNull(job, "job");
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(run, "run");
        if (!run.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException("a run is 32 hexadecimal digits");
        }
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(hardware, "hardware");
    }

    /** Leaves the token out. */
    @Override
    public String toString() {
        return "NodeHello[mac=" + mac + ", job=" + job + ", run=" + run + ", address=" + address.getHostAddress() + "]";
    }
}
