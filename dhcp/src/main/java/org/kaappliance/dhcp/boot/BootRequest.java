package org.kaappliance.dhcp.boot;

import java.util.Optional;
import org.kaappliance.config.MacAddress;

/**
 * A machine asks for an address, and perhaps for a boot program.
 *
 * @param architecture empty when it does not boot from the network (no {@code PXEClient} in option 60)
 * @param knownName the name of its reservation; empty when there is none
 */
public record BootRequest(MacAddress mac, Optional<Architecture> architecture, Optional<String> knownName) {}
