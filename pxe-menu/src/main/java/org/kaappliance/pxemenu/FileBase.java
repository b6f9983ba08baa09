package org.kaappliance.pxemenu;

import java.net.Inet4Address;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where the files that a menu names are fetched from.
 *
 * @param server the appliance, as the machine reaches it
 * @param httpPort where it serves them over HTTP, for boot programs that can; empty means TFTP only
 */
public record FileBase(Inet4Address server, OptionalInt httpPort) {
    private static final int HTTP = 80;

    /** {@code http://10.0.1.1/} or {@code http://10.0.1.1:8080/}; empty means TFTP only. */
    Optional<String> url() {
        return authority().map(authority -> "http://" + authority + "/");
    }

    /** {@code 10.0.1.1} or {@code 10.0.1.1:8080}; empty means TFTP only. */
    Optional<String> authority() {
        String host = server.getHostAddress();
        return httpPort.isEmpty()
                ? Optional.empty()
                : Optional.of(httpPort.getAsInt() == HTTP ? host : host + ":" + httpPort.getAsInt());
    }
}
