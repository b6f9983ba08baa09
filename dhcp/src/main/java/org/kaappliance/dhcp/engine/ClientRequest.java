package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.util.Optional;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.boot.Architecture;
import org.kaappliance.dhcp.boot.BootClient;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.MessageType;
import org.kaappliance.dhcp.wire.OptionCode;

/**
 * A well-formed request with what follows from it.
 *
 * @param vendorClass option 60, escaped and cut; empty text when absent
 * @param client empty when it does not boot from the network
 */
public record ClientRequest(DhcpMessage message, MessageType type, String vendorClass, Optional<BootClient> client) {

    /** Empty when it does not boot from the network. */
    public Optional<Architecture> architecture() {
        return client.map(BootClient::architecture);
    }

    public boolean isIpxe() {
        return client.filter(c -> c.loader() == BootClient.Loader.IPXE).isPresent();
    }

    public MacAddress mac() {
        return message.chaddr();
    }

    public Optional<Inet4Address> requestedAddress() {
        return message.options().address(OptionCode.REQUESTED_ADDRESS);
    }

    public Optional<Inet4Address> serverIdentifier() {
        return message.options().address(OptionCode.SERVER_IDENTIFIER);
    }

    /**
     * The client's address, empty when it has none. Some clients fill the field in when they should not (RFC 2131 table
     * 5): it does not count in a DISCOVER and beside option 50.
     */
    public Optional<Inet4Address> ciaddr() {
        boolean counts = type != MessageType.DISCOVER && !message.options().has(OptionCode.REQUESTED_ADDRESS);
        return counts && !message.ciaddr().equals(DhcpMessage.NO_ADDRESS)
                ? Optional.of(message.ciaddr())
                : Optional.empty();
    }

    public Optional<Inet4Address> relay() {
        return message.giaddr().equals(DhcpMessage.NO_ADDRESS) ? Optional.empty() : Optional.of(message.giaddr());
    }
}
