package org.kaappliance.relay;

import java.io.IOException;
import java.io.InputStream;

/** Where the stream of a session comes from. Opened once, when the session starts, on a thread of its own. */
@FunctionalInterface
public interface StreamSource {
    /**
     * The stream. An IOException from {@code open}, {@code read} or {@code close} ends the session as failed for every
     * node, with its message as the reason. {@code close} is called after the last byte was read and may throw when what
     * produced the stream failed. It is also called, from another thread, to abandon a stream half-way.
     */
    InputStream open() throws IOException;
}
