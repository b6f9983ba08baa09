package org.kaappliance.appliance.http;

import java.net.Inet4Address;
import java.util.List;

/**
 * Where boot files are served over HTTP.
 *
 * @param addresses of the appliance; each gets a listening socket of its own
 * @param port 1 to 65535
 */
public record HttpServerSettings(List<Inet4Address> addresses, int port) {
    public HttpServerSettings {
        addresses = List.copyOf(addresses);
    }
}
