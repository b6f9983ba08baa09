package org.kaappliance.relay;

import java.net.Inet4Address;
import org.kaappliance.config.Ipv4Subnet;

/**
 * The ports of a relay server, those of Ka-deploy 0.6 by default. 0 lets the kernel choose (tests, several servers on one host).
 *
 * @param discovery UDP, where requests arrive
 * @param reply UDP, where requesters of the 0.6 wire wait for the answer; ours are answered at the port they name
 * @param control TCP, nodes connect here
 * @param data TCP, where the source serves its own children; shared by all sessions
 */
public record RelayPorts(int discovery, int reply, int control, int data) {
    public static final RelayPorts STANDARD = new RelayPorts(4957, 4958, 30765, 30764);
    public static final RelayPorts EPHEMERAL = new RelayPorts(0, 0, 0, 0);

    /** Where discovery requests are multicast to: the local scope of RFC 2365. */
    public static final Inet4Address GROUP = Ipv4Subnet.address("239.255.75.65");

    public RelayPorts {
        check(discovery);
        check(reply);
        check(control);
        check(data);
    }

    private static void check(int port) {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("a port is 0 to 65535, got " + port);
        }
    }
}
