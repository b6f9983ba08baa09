package org.kaappliance.relay.kadeploy;

import java.net.Inet4Address;

/** What an original server says on a control connection. */
public sealed interface ServerPacket {
    /** Unused in practice. */
    record Go() implements ServerPacket {}

    /** The client has all there is. */
    record EndOfFlow() implements ServerPacket {}

    /** A client that waits for the others may leave. */
    record Finish() implements ServerPacket {}

    /** Where to connect. */
    record GivesIp(Inet4Address parent) implements ServerPacket {}

    /** Serve this child. @param offset the first byte it wants */
    record GivesAuth(Inet4Address child, long offset) implements ServerPacket {}

    record DropChild(Inet4Address child) implements ServerPacket {}

    record ReportPosition(Report report) implements ServerPacket {}

    record Ping() implements ServerPacket {}

    /** What arrived is none of these; never sent. */
    record Malformed(String reason) implements ServerPacket {}

    /** When a client says where it is. Codes on the wire: the order here, from 0. */
    enum Report {
        NO,
        /** About once a MiB. */
        REGULARLY,
        ONCE
    }
}
