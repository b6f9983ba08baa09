package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;
import org.kaappliance.config.MacAddress;

/**
 * The network card that this machine was booted from.
 *
 * @param mac its hardware address
 * @param address its IPv4 address, as stage 1 has set it
 */
record BootCard(MacAddress mac, Inet4Address address) {
    /**
     * Finds it.
     *
     * @param wanted its hardware address; empty: the first card that has an address
     * @throws IOException when there is none
     */
    static BootCard find(Optional<MacAddress> wanted) throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(card -> of(card).stream())
                .filter(card -> wanted.isEmpty() || card.mac().equals(wanted.get()))
                .findFirst()
                .orElseThrow(() -> new IOException("no network card "
                        + wanted.map(mac -> mac + " (BOOTIF) ").orElse("") + "has an IPv4 address"));
    }

    private static Optional<BootCard> of(NetworkInterface card) {
        try {
            byte[] octets = card.getHardwareAddress();
            if (octets == null || octets.length != 6 || card.isLoopback()) {
                return Optional.empty();
            }
            return card.inetAddresses()
                    .filter(Inet4Address.class::isInstance)
                    .findFirst()
                    .map(address -> new BootCard(MacAddress.ofBytes(octets), (Inet4Address) address));
        } catch (SocketException e) {
            return Optional.empty(); // the card was unplugged just now
        }
    }
}
