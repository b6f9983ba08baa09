package org.kaappliance.dhcp.boot;

import java.util.Optional;
import org.kaappliance.config.DhcpSettings.UnknownMachines;
import org.kaappliance.config.MacAddress;

/**
 * A machine asks for an address, and perhaps for a boot program.
 *
 * @param client empty when it does not boot from the network
 * @param knownName the name of its reservation; empty when there is none
 * @param classPolicy of the first of its classes that has one
 * @param addresses who gives them here
 */
public record BootRequest(
        MacAddress mac,
        Optional<BootClient> client,
        Optional<String> knownName,
        Optional<UnknownMachines> classPolicy,
        Addresses addresses) {

    /** Some boot programs read only what the server says that gave the address. */
    public enum Addresses {
        FROM_US,
        /** Another server gives them, or may do so. */
        FROM_ANOTHER
    }

    /** The same of a machine that is known by another name. */
    public BootRequest knownAs(String name) {
        return new BootRequest(mac, client, Optional.of(name), classPolicy, addresses);
    }
}
