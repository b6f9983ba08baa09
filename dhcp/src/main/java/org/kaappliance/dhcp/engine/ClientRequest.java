package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.util.Optional;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.boot.Architecture;
import org.kaappliance.dhcp.boot.BootClient;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.MessageType;
import org.kaappliance.dhcp.wire.OptionCode;
import org.kaappliance.dhcp.wire.OptionField;
import org.kaappliance.dhcp.wire.SafeText;

/**
 * A well-formed request with what follows from it.
 *
 * @param vendorClass option 60, escaped and cut; empty text when absent
 * @param client empty when it does not boot from the network
 */
public record ClientRequest(DhcpMessage message, MessageType type, String vendorClass, Optional<BootClient> client) {

    private static final int LINK_SELECTION = 5;
    private static final int SERVER_OVERRIDE = 11;

    /** Empty when it does not boot from the network. */
    public Optional<Architecture> architecture() {
        return client.map(BootClient::architecture);
    }

    /** Option 12, escaped and cut; empty text when absent. */
    public String hostName() {
        return SafeText.of(message.options().text(OptionCode.HOST_NAME).orElse(""));
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
        boolean counts = type != MessageType.DISCOVER && requestedAddress().isEmpty();
        return counts && !message.ciaddr().equals(DhcpMessage.NO_ADDRESS)
                ? Optional.of(message.ciaddr())
                : Optional.empty();
    }

    public Optional<Inet4Address> relay() {
        return message.giaddr().equals(DhcpMessage.NO_ADDRESS) ? Optional.empty() : Optional.of(message.giaddr());
    }

    /** Without a message type: BOOTP (RFC 951), which counts as a DISCOVER that is answered by an address at once. */
    public boolean isBootp() {
        return !message.options().has(OptionCode.MESSAGE_TYPE);
    }

    /** RFC 3527: the relay names the link of the client, because its giaddr stands elsewhere. */
    public Optional<Inet4Address> linkSelection() {
        return relayOption(LINK_SELECTION);
    }

    /** RFC 5107: what the relay wants to stand in option 54, so that renewals come through it. */
    public Optional<Inet4Address> serverOverride() {
        return relayOption(SERVER_OVERRIDE);
    }

    private Optional<Inet4Address> relayOption(int code) {
        // without a relay anybody may have written it
        return relay().flatMap(giaddr -> message.options().bytes(OptionCode.RELAY_AGENT))
                .flatMap(field -> OptionField.inside(field).address(code));
    }
}
