package org.kaappliance.dhcp.wire;

import java.util.Optional;

/** DHCP message type, option 53 (RFC 2132 section 9.6); the ordinal plus one is the number on the wire. */
public enum MessageType {
    DISCOVER,
    OFFER,
    REQUEST,
    DECLINE,
    ACK,
    NAK,
    RELEASE,
    INFORM;

    private static final MessageType[] ALL = values();

    public int code() {
        return ordinal() + 1;
    }

    public static Optional<MessageType> of(int code) {
        return code >= 1 && code <= ALL.length ? Optional.of(ALL[code - 1]) : Optional.empty();
    }
}
