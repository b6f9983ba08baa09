package org.kaappliance.dhcp.lease;

import java.net.Inet4Address;
import java.time.Instant;
import org.kaappliance.config.MacAddress;

/**
 * What is known about one address of the pool or a reservation.
 *
 * @param mac who has it, or had it last; the hardware address from {@code chaddr}, so that boot ROM, boot program and
 *     system of one machine share it
 * @param expiresAt when the address is free again, by the wall clock
 */
public record Lease(Inet4Address address, MacAddress mac, Instant expiresAt, State state) {

    /** Why the address is not free until {@link #expiresAt}. */
    public enum State {
        /** Given to {@link #mac}. */
        BOUND,
        /** Given back; kept so that the same machine gets the same address again. */
        RELEASED,
        /** A client found it in use by somebody else (RFC 2131 section 4.3.3). */
        DECLINED
    }

    /** True as long as nobody else may have the address. */
    public boolean isActive(Instant now) {
        return state != State.RELEASED && now.isBefore(expiresAt);
    }
}
