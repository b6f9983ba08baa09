package org.kaappliance.relay.chain;

import java.util.List;
import java.util.Optional;
import org.kaappliance.relay.ReceiveEvent;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.StreamDigest;
import org.kaappliance.relay.wire.StreamId;

/** What {@link NodeEngine} wants done. */
public sealed interface NodeEffect {
    /** To the source, on the control connection. */
    record Send(Message message) implements NodeEffect {}

    /** Drop the parent that we have, if any, and attach to this one, at the position that we have by then. */
    record Connect(Message.ParentLink parent, StreamId stream) implements NodeEffect {}

    /** Serve these children, and none but these. */
    record Serve(StreamId stream, List<Message.ChildLink> children) implements NodeEffect {}

    /** Drop the parent that we have. */
    record Detach() implements NodeEffect {}

    /** All of the stream is here, and its end is the one that the source told us: hand it on. */
    record Finish(StreamDigest digest) implements NodeEffect {}

    /** Make a new control connection and say hello on it. @param part what we have, of which stream */
    record Rejoin(Optional<Message.Part> part) implements NodeEffect {}

    record Emit(ReceiveEvent event) implements NodeEffect {}

    /** The last effect: leave. @param error empty when we have the stream */
    record End(Optional<String> error) implements NodeEffect {}
}
