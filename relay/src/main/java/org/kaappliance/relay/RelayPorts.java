package org.kaappliance.relay;

import java.net.Inet4Address;
import org.kaappliance.config.Ipv4Subnet;

/**
 * The ports of a relay server, those of Ka-deploy 0.6 by default, and the group that is asked for it. 0 lets the kernel choose (tests, several
 * servers on one host).
 *
 * @param discovery UDP, where requests arrive
 * @param reply UDP, where requesters of the 0.6 wire wait for the answer; ours are answered at the port they name
 * @param control TCP, nodes connect here
 * @param data TCP, where the source serves its own children; shared by all sessions
 * @param group the multicast address that discovery requests go to
 */
public record RelayPorts(int discovery, int reply, int control, int data, Inet4Address group) {
    /** Where discovery requests are multicast to by default: the local scope of RFC 2365. */
    public static final Inet4Address GROUP = Ipv4Subnet.address("239.255.75.65");

    public static final RelayPorts STANDARD = new RelayPorts(4957, 4958, 30765, 30764);
    public static final RelayPorts EPHEMERAL = new RelayPorts(0, 0, 0, 0);

    public RelayPorts {
        check(discovery);
        check(reply);
        check(control);
        check(data);
        if (!group.isMulticastAddress()) {
            throw new IllegalArgumentException(
                    "a multicast group is an address of 224.0.0.0 to 239.255.255.255, got " + group.getHostAddress());
        }
    }

    /** With the standard group. */
    public RelayPorts(int discovery, int reply, int control, int data) {
        this(discovery, reply, control, data, GROUP);
    }

    public RelayPorts withGroup(Inet4Address newGroup) {
        return new RelayPorts(discovery, reply, control, data, newGroup);
    }

    private static void check(int port) {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("a port is 0 to 65535, got " + port);
        }
    }
}
