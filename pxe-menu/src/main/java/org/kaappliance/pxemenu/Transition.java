package org.kaappliance.pxemenu;

import java.util.Optional;

/** What an event does to a record. */
public sealed interface Transition {

    /** The event is taken. Store {@code record} before anybody is answered; it may equal the old one. */
    record Moved(NodeRecord record) implements Transition {}

    /** The event does not fit; nothing changes. The reason is one line for people. */
    record Refused(String reason) implements Transition {}

    /** The new record, or empty when the event was refused. */
    default Optional<NodeRecord> moved() {
        return this instanceof Moved m ? Optional.of(m.record()) : Optional.empty();
    }

    /** Why the event was refused, or empty when it was taken. */
    default Optional<String> refused() {
        return this instanceof Refused r ? Optional.of(r.reason()) : Optional.empty();
    }
}
