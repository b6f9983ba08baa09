package org.kaappliance.dhcp.engine;

import java.util.Locale;

/** Why a message got no answer, as a counter counts it: few words that stay, for the many texts of the log. */
public enum IgnoreReason {
    /** It is no request of a client: a reply, or a type that only servers send. */
    NOT_A_REQUEST,
    /** BOOTP, where BOOTP has no answer. */
    BOOTP,
    /** The hardware address is none of an Ethernet card. */
    HARDWARE,
    /** The relay that it came by is impossible, or too many were on the way. */
    RELAY,
    /** It comes from where no subnet is configured. */
    NO_SUBNET,
    /** {@code dhcp.unknown-machines}, or a class, says silence. */
    SILENCE,
    /** More messages of one client than {@code dhcp.client-rate} allows, or a copy of one that was answered. */
    RATE,
    /** Every address of the subnet that the client may have is taken. */
    NO_FREE_ADDRESS,
    /** The address is being tried before it is offered. */
    BEING_TRIED,
    /** It concerns another DHCP server. */
    OTHER_SERVER,
    /** It is wrong here, but {@code dhcp.authoritative} leaves it to others to say so. */
    NOT_AUTHORITATIVE,
    /** The client speaks of an address that it has not got, or names none. */
    NOT_ITS_ADDRESS,
    /** It does not boot from the network where only that is served, or there is nothing for it to boot. */
    NOTHING_TO_BOOT,
    /** A message that does not belong on this port. */
    WRONG_PORT;

    /** For counters: {@code no-free-address}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
