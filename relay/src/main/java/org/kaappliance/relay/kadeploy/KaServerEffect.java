package org.kaappliance.relay.kadeploy;

import java.net.Inet4Address;
import java.util.Set;
import org.kaappliance.relay.SendEvent;

/** What {@link KaServerEngine} wants done. */
public sealed interface KaServerEffect {
    /** @param connection a control connection */
    record Send(long connection, ServerPacket packet) implements KaServerEffect {}

    /** Close a control connection once what was sent has left. */
    record Close(long connection) implements KaServerEffect {}

    /** Take data connections from these, and from none but these. */
    record Expect(Set<Inet4Address> children) implements KaServerEffect {
        public Expect {
            children = Set.copyOf(children);
        }
    }

    /** Send a child that is connected the stream from that byte on, once bytes may flow. */
    record Serve(Inet4Address child, long offset) implements KaServerEffect {}

    /** End a child's data connection, and hold the bytes for who takes its place. */
    record Drop(Inet4Address child) implements KaServerEffect {}

    /** Every client has its place, at the start or again: bytes may flow, and none need be held for who has yet to come. */
    record Flow() implements KaServerEffect {}

    /** Let no byte go until the next flow: those ahead of an orphan would overwrite what it needs. */
    record Pause() implements KaServerEffect {}

    /** Start the session with those that are here. */
    record GoNow() implements KaServerEffect {}

    record Emit(SendEvent event) implements KaServerEffect {}
}
