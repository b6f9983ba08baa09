package org.kaappliance.relay;

import java.util.Optional;

/**
 * How a session ended for this node.
 *
 * @param bytes what its sink accepted
 * @param digest of those bytes, behind its kind: {@code sha256:} and 64 hexadecimal digits, or {@code checksums:} (docs/wire.md)
 * @param error why it does not have the stream, one line; empty when it has all of it and the digest matched the source's;
 *     an original server has no digest: there the number of bytes matched
 */
public record ReceiveResult(long bytes, String digest, Optional<String> error) {
    public boolean complete() {
        return error.isEmpty();
    }
}
