package org.kaappliance.relay.wire;

import java.security.SecureRandom;

/** 128 random bits that name one run of one session, so that nothing is ever taken from, or sent to, another. */
public record StreamId(long high, long low) {
    public static StreamId random(SecureRandom random) {
        return new StreamId(random.nextLong(), random.nextLong());
    }
}
