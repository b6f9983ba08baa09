package org.kaappliance.dhcp.net;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.dhcp.engine.Destination;

/**
 * Where a socket stands.
 *
 * @param address 0.0.0.0 hears all, 255.255.255.255 only broadcasts
 * @param sharing whether others may have the same port
 */
record SocketPlace(String device, Inet4Address address, int port, Sharing sharing) {
    static final Inet4Address ANY = Ipv4Subnet.ofInt(0);
    static final Inet4Address EVERYBODY = Ipv4Subnet.ofInt(-1);

    enum Sharing {
        ALONE,
        SHARED
    }

    static SocketPlace alone(String device, Inet4Address address, int port) {
        return new SocketPlace(device, address, port, Sharing.ALONE);
    }

    static SocketPlace shared(String device, Inet4Address address, int port) {
        return new SocketPlace(device, address, port, Sharing.SHARED);
    }

    InetSocketAddress local() {
        return new InetSocketAddress(address, port);
    }

    /** What to do when it is taken. */
    String taken() {
        return port == Destination.SERVER_PORT
                ? this + " is taken: stop the other DHCP server (ss -lunp sport = :67) or set dhcp.mode = off"
                : this + " is taken: stop the program that has it (ss -lunp sport = :" + port + ")";
    }

    @Override
    public String toString() {
        return "UDP port " + port + " on " + device;
    }
}
