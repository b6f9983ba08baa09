package org.kaappliance.relay.link;

import java.io.IOException;

/** The other end does not prove that it holds the session's key, or wants none. */
final class DistrustException extends IOException {
    private static final long serialVersionUID = 1L;

    DistrustException(String reason) {
        super(reason);
    }
}
