package org.kaappliance.relay;

import java.time.Duration;
import java.util.Optional;

/**
 * How a session ended for this node.
 *
 * @param bytes what its sink accepted
 * @param digest of those bytes, behind its kind: {@code sha256:} and 64 hexadecimal digits, or {@code checksums:} (docs/wire.md)
 * @param error why it does not have the stream, one line; empty when it has all of it and the digest matched the source's;
 *     an original server has no digest: there the number of bytes matched
 * @param sinkHeld for how long in all nothing was taken from the parent because the sink was behind by a whole window
 */
public record ReceiveResult(long bytes, String digest, Optional<String> error, Duration sinkHeld) {
    /** Of a sink that held nobody. */
    public ReceiveResult(long bytes, String digest, Optional<String> error) {
        this(bytes, digest, error, Duration.ZERO);
    }

    public boolean complete() {
        return error.isEmpty();
    }
}
