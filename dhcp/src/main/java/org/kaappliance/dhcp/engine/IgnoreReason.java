package org.kaappliance.dhcp.engine;

import java.util.List;
import java.util.Locale;

/** Why a message got no answer, as a counter counts it: few words that stay, for the many texts of the log. */
public enum IgnoreReason {
    /** It is no request of a client: a reply, or a type that only servers send. */
    NOT_A_REQUEST(" is no request", " does not come from a client", "unknown message type", "from a DHCP server"),
    /** BOOTP, where BOOTP has no answer. */
    BOOTP("(BOOTP)"),
    /** The hardware address is none of an Ethernet card. */
    HARDWARE(" is not Ethernet", "no machine has the hardware address"),
    /** The relay that it came by is impossible, or too many were on the way. */
    RELAY(" hops", "the relay address "),
    /** It comes from where no subnet is configured. */
    NO_SUBNET("no subnet for "),
    /** {@code dhcp.unknown-machines}, or a class, says silence. */
    SILENCE("silence"),
    /** More messages of one client than {@code dhcp.client-rate} allows, or a copy of one that was answered. */
    RATE("dhcp.client-rate", "a copy of "),
    /** Every address of the subnet that the client may have is taken. */
    NO_FREE_ADDRESS("no free address", "no address without a conflict"),
    /** The address is being tried before it is offered. */
    BEING_TRIED(" is being tried", " is no longer offered"),
    /** It concerns another DHCP server. */
    OTHER_SERVER(
            "takes the offer of ",
            "takes its address from ",
            " concerns the server that ",
            "which this server gives nobody",
            "asking whether another DHCP server"),
    /** It is wrong here, but {@code dhcp.authoritative} leaves it to others to say so. */
    NOT_AUTHORITATIVE("dhcp.authoritative"),
    /** The client speaks of an address that it has not got, or names none. */
    NOT_ITS_ADDRESS("declines an address", "releases an address", "asks for no address", "informs of no address"),
    /** It does not boot from the network where only that is served, or there is nothing for it to boot. */
    NOTHING_TO_BOOT(
            "nothing to boot",
            "does not boot from the network",
            "no PXEClient on port",
            "for no boot item",
            "Etherboot takes no offer"),
    /** A message that does not belong on this port. */
    WRONG_PORT(" on port "),
    /** Anything else. */
    OTHER;

    private final List<String> marks;

    /** @param marks the first constant of which one stands in the text counts */
    IgnoreReason(String... marks) {
        this.marks = List.of(marks);
    }

    /** Which one a text of {@link Effect.Ignore} stands for. */
    public static IgnoreReason of(String text) {
        for (IgnoreReason reason : values()) {
            for (String mark : reason.marks) {
                if (text.contains(mark)) {
                    return reason;
                }
            }
        }
        return OTHER;
    }

    /** For counters: {@code no-free-address}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
