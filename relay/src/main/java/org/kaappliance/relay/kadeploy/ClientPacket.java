package org.kaappliance.relay.kadeploy;

import java.net.Inet4Address;

/** What an original client says on its control connection. */
public sealed interface ClientPacket {
    /** @param version {@link LegacyLayout#VERSION} from a client that can take part; at most 24 characters */
    record Hello(String version) implements ClientPacket {}

    /** A child connected to its data port, or, said again, is served. */
    record GotClient(Inet4Address child) implements ClientPacket {}

    /** It wants the stream. */
    record AcceptsData() implements ClientPacket {}

    /** The connection to its parent ended. @param received bytes so far */
    record DadDisconnected(Inet4Address parent, long received) implements ClientPacket {}

    /** Its children and its command have all it had. */
    record HasFinished() implements ClientPacket {}

    /** @param received bytes so far */
    record ReportsPosition(long received) implements ClientPacket {}

    /** Start without waiting for more clients. */
    record GoNow() implements ClientPacket {}

    /** @param waits it stays until all others are done */
    record SendsOptions(boolean waits) implements ClientPacket {}

    record PingReply() implements ClientPacket {}

    /** What arrived is none of these; never sent. */
    record Malformed(String reason) implements ClientPacket {}
}
