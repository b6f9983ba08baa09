package org.kaappliance.relay;

import java.net.Inet4Address;
import java.util.Optional;

/**
 * How a session ended for one node.
 *
 * @param receivedBytes the last position that it reported
 * @param failure why it does not have the stream; empty when it has all of it, compared by digest, and its sink succeeded;
 *     of an original client, which knows no digest, compared by the number of bytes
 */
public record NodeOutcome(String nodeId, Inet4Address address, long receivedBytes, Optional<String> failure) {
    public boolean complete() {
        return failure.isEmpty();
    }
}
