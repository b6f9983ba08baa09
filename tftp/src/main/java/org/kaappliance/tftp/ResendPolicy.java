package org.kaappliance.tftp;

import java.time.Duration;
import java.util.Objects;

/**
 * What happens when a client says nothing.
 *
 * @param timeout before a packet is sent again, unless the client sets it (RFC 2349); longer than nothing
 * @param retries how many such waits, doubling up to four times the timeout, a silent client is given; 0 or more
 */
public record ResendPolicy(Duration timeout, int retries) {
    public ResendPolicy {
        Objects.requireNonNull(timeout, "timeout");
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("the timeout is longer than nothing, got " + timeout);
        }
        if (retries < 0) {
            throw new IllegalArgumentException("retries are 0 or more, got " + retries);
        }
    }
}
