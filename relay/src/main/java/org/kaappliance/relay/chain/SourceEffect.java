package org.kaappliance.relay.chain;

import java.util.List;
import org.kaappliance.relay.SendEvent;
import org.kaappliance.relay.SendResult;
import org.kaappliance.relay.wire.Message;

/** What {@link SourceEngine} wants done. */
public sealed interface SourceEffect {
    /** @param connection a control connection */
    record Send(long connection, Message message) implements SourceEffect {}

    /** Close a control connection once what was sent has left. */
    record Close(long connection) implements SourceEffect {}

    /** Read the source; said once. */
    record StartStream() implements SourceEffect {}

    /** Serve these children, and none but these. */
    record Serve(List<Message.ChildLink> children) implements SourceEffect {}

    record Emit(SendEvent event) implements SourceEffect {}

    /** The last effect: stop everything. */
    record End(SendResult result) implements SourceEffect {}
}
