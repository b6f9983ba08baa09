package org.kaappliance.dhcp.engine;

import java.net.InetSocketAddress;
import org.kaappliance.config.InterfaceAddress;

/**
 * How a message came in.
 *
 * @param iface whose socket took it; the answer leaves by the same one, and its address is the server identifier
 * @param source address and port of the sender, 0.0.0.0 for a client without an address
 */
public record Arrival(InterfaceAddress iface, InetSocketAddress source) {}
