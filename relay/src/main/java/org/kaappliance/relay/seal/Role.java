package org.kaappliance.relay.seal;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Which end of a connection: what one end proves or seals is never taken for the other's. */
enum Role {
    CONNECTOR,
    ACCEPTOR;

    byte[] label() {
        return name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
    }
}
