package org.kaappliance.relay;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where a node puts the stream. {@code write} and {@code finish} are called on one thread, the node's sink thread. */
public interface StreamSink {
    /** Takes all of {@code chunk} (at most 256 KiB), which is valid during the call only. An exception fails this node, not the chain. */
    void write(ByteBuffer chunk) throws IOException;

    /** The stream is complete and its digest matches: flush, close, check. An exception fails this node. */
    void finish() throws IOException;

    /**
     * The stream will not be completed. Called at most once, instead of {@link #finish} or after it failed; from another thread when the
     * sink thread hangs in {@code write} or {@code finish}, which must then end.
     */
    void abort(String reason);
}
