package org.kaappliance.config;

import java.net.Inet4Address;

/**
 * A network interface and the address by which the appliance is known there.
 *
 * @param name as the kernel calls it, 1 to 15 characters
 * @param prefixLength 0 to 32
 */
public record InterfaceAddress(String name, Inet4Address address, int prefixLength) {

    public Ipv4Subnet subnet() {
        return Ipv4Subnet.containing(address, prefixLength);
    }

    @Override
    public String toString() {
        return name + " " + address.getHostAddress() + "/" + prefixLength;
    }
}
