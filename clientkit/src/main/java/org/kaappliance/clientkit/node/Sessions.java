package org.kaappliance.clientkit.node;

import java.io.IOException;
import org.kaappliance.relay.ReceiveResult;
import org.kaappliance.relay.StreamSink;

/** Where the streams come from. */
@FunctionalInterface
interface Sessions {
    /** Joins the session of this name and takes its stream to the end. */
    ReceiveResult receive(String session, StreamSink sink) throws IOException, InterruptedException;

    /** As {@link #receive}; a stream that is not complete is an error. */
    default ReceiveResult receiveAll(String session, StreamSink sink) throws IOException, InterruptedException {
        ReceiveResult result = receive(session, sink);
        if (!result.complete()) {
            throw new IOException("session " + session + ": " + result.error().orElseThrow());
        }
        return result;
    }
}
