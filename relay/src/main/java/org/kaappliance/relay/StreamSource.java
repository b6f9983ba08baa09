package org.kaappliance.relay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/** Where the stream of a session comes from. Opened once, when the session starts, on a thread of its own. */
@FunctionalInterface
public interface StreamSource {
    /**
     * The stream. An IOException from {@code open}, {@code read} or {@code close} ends the session as failed for every
     * node, with its message as the reason. {@code close} is called after the last byte was read and may throw when what
     * produced the stream failed. It is also called, from another thread, to abandon a stream half-way.
     */
    InputStream open() throws IOException;

    /** How long the stream will be, as far as that is known before it is read; empty when only its end tells. */
    default OptionalLong expectedBytes() {
        return OptionalLong.empty();
    }

    /** How the very same bytes can be read again, for a node that comes late; empty when they cannot. */
    default Optional<Reread> reread() {
        return Optional.empty();
    }

    /** Reads bytes of the stream again. Thread-safe. */
    interface Reread {
        /**
         * Reads up to {@code into.remaining()} bytes that stand at {@code position}, at least one unless the stream ends there.
         *
         * @throws IOException when they cannot be had, or are no longer those that were sent
         */
        int read(long position, ByteBuffer into) throws IOException;
    }
}
