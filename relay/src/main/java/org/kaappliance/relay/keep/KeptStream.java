package org.kaappliance.relay.keep;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The part of a stream that its window no longer has. Thread-safe. */
public interface KeptStream extends AutoCloseable {
    /** For an end that keeps nothing but its window. */
    KeptStream NONE = new KeptStream() {
        @Override
        public Optional<String> refusal(long position) {
            return Optional.of("nothing older is kept");
        }

        @Override
        public int read(long position, ByteBuffer into) throws IOException {
            throw new IOException("nothing older is kept");
        }

        @Override
        public void close() {}
    };

    /** Why nobody can be served from that byte on, in one line; empty as far as is known. Does not block. */
    Optional<String> refusal(long position);

    default boolean serves(long position) {
        return refusal(position).isEmpty();
    }

    /**
     * Reads up to {@code into.remaining()} bytes that stand at {@code position}, at least one unless the stream, or what there is of it, ends there.
     *
     * @throws IOException when they cannot be had; {@link #refusal} then says the same
     */
    int read(long position, ByteBuffer into) throws IOException;

    /** Frees what it holds; nothing is served any more. */
    @Override
    void close();
}
