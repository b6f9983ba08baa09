package org.kaappliance.relay;

import java.util.Optional;

/**
 * How a session ended for this node.
 *
 * @param bytes what its sink accepted
 * @param digestHex SHA-256 of those bytes
 * @param error why it does not have the stream, one line; empty when it has all of it and the digest matched the source's;
 *     an original server has no digest: there the number of bytes matched
 */
public record ReceiveResult(long bytes, String digestHex, Optional<String> error) {
    public boolean complete() {
        return error.isEmpty();
    }
}
