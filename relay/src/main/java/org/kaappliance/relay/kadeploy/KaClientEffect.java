package org.kaappliance.relay.kadeploy;

import java.net.Inet4Address;
import java.util.Optional;
import org.kaappliance.relay.ReceiveEvent;

/** What {@link KaClientEngine} wants done. */
public sealed interface KaClientEffect {
    /** To the server. */
    record Send(ClientPacket packet) implements KaClientEffect {}

    /** Drop the parent that we have, if any, and take the bytes behind those that we have from this one. */
    record Connect(Inet4Address parent) implements KaClientEffect {}

    /** Serve a child from that byte on; when that can be done say so to the engine. */
    record Authorize(Inet4Address child, long offset) implements KaClientEffect {}

    record Drop(Inet4Address child) implements KaClientEffect {}

    /** What we have is all of the stream. */
    record FinishStream() implements KaClientEffect {}

    record Emit(ReceiveEvent event) implements KaClientEffect {}

    /** The last effect: leave. @param error empty when we have the stream */
    record End(Optional<String> error) implements KaClientEffect {}
}
