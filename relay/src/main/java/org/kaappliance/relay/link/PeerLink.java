package org.kaappliance.relay.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.kaappliance.relay.Trust.Cipher;
import org.kaappliance.relay.seal.SealedMessages;
import org.kaappliance.relay.seal.Seals;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.MessageCodec;

/** A blocking connection behind its greeting: messages, and blocks, as that agreed. One thread reads, one writes. */
final class PeerLink {
    private final SocketChannel channel;
    private final Optional<String> proven;
    private final Optional<Seals> seals;
    private final Optional<SealedFrames> frames;

    private PeerLink(SocketChannel channel, Optional<String> proven, Optional<Seals> seals) {
        this.channel = channel;
        this.proven = proven;
        this.seals = seals;
        this.frames = seals.filter(s -> s.cipher() == Cipher.AES_GCM).map(SealedFrames::new);
    }

    static PeerLink open(SocketChannel channel) {
        return new PeerLink(channel, Optional.empty(), Optional.empty());
    }

    static PeerLink keyed(SocketChannel channel, String session, Seals seals) {
        return new PeerLink(channel, Optional.of(session), Optional.of(seals));
    }

    SocketChannel channel() {
        return channel;
    }

    /** The session whose key the other end has proved to hold. */
    Optional<String> proven() {
        return proven;
    }

    Cipher cipher() {
        return seals.map(Seals::cipher).orElse(Cipher.NONE);
    }

    /** Set when blocks are sealed. */
    Optional<SealedFrames> frames() {
        return frames;
    }

    /** Reads one message before the deadline; what is not one, or does not open, comes as {@link Message.Malformed}. */
    Message readMessage(long deadlineNanos) throws IOException {
        return seals.isPresent()
                ? Wire.readSealed(channel, seals.get().in(), deadlineNanos)
                : Wire.readMessage(channel, deadlineNanos);
    }

    void write(Message message) throws IOException {
        Wire.write(
                channel,
                seals.isPresent() ? SealedMessages.encode(message, seals.get().out()) : MessageCodec.encode(message));
    }

    /** Writes a frame's header and payload, or its header alone. */
    void writeFrame(ByteBuffer... parts) throws IOException {
        if (frames.isPresent()) {
            Wire.write(channel, frames.get().seal(parts));
        } else {
            Wire.write(channel, parts);
        }
    }
}
