package org.kaappliance.relay.link;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.kaappliance.relay.Trust.Cipher;
import org.kaappliance.relay.seal.AcceptorHandshake;
import org.kaappliance.relay.seal.ConnectorHandshake;
import org.kaappliance.relay.seal.Greeting;
import org.kaappliance.relay.seal.Seals;
import org.kaappliance.relay.wire.LinkLoss;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.MessageCodec;
import org.kaappliance.relay.wire.Preface;

/** The greeting on a blocking channel: preface, who holds the key, and the proof. */
final class Handshake {
    /** For all of it, and the first message. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    static final SecureRandom RANDOM = new SecureRandom();

    private Handshake() {}

    /**
     * Greets the end that we have connected to; when we hold a key, it has proved that it does, too, when this returns.
     *
     * @throws DistrustException when it does not
     */
    static PeerLink connect(SocketChannel channel, Preface preface, LinkTrust trust, long deadlineNanos)
            throws IOException {
        if (trust.keys().isEmpty()) {
            Wire.write(channel, preface.encode(), Greeting.open());
            return PeerLink.open(channel);
        }
        ConnectorHandshake handshake = new ConnectorHandshake(trust.keys().get(), preface, trust.session(), RANDOM);
        Wire.write(channel, preface.encode(), handshake.greeting());
        ConnectorHandshake.Proved proved = handshake
                .answered(answer(channel, deadlineNanos))
                .orElseThrow(() -> new DistrustException(peer(channel) + " does not hold the session's key"));
        if (trust.cipher() == Cipher.AES_GCM && proved.seals().cipher() != Cipher.AES_GCM) {
            throw new DistrustException(peer(channel) + " does not encrypt the stream");
        }
        Wire.write(channel, proved.proof());
        return PeerLink.keyed(channel, trust.session(), proved.seals());
    }

    private static ByteBuffer answer(SocketChannel channel, long deadlineNanos) throws IOException {
        try {
            ByteBuffer mode = Wire.read(channel, 1, deadlineNanos);
            if (mode.get(0) == Greeting.OPEN) {
                throw new DistrustException(
                        peer(channel) + " does not greet us: " + refusal(Wire.readMessage(channel, deadlineNanos)));
            }
            return ByteBuffer.allocate(ConnectorHandshake.ANSWER_BYTES)
                    .put(mode)
                    .put(Wire.read(channel, ConnectorHandshake.ANSWER_BYTES - 1, deadlineNanos))
                    .flip();
        } catch (SocketTimeoutException e) {
            throw new SocketTimeoutException(peer(channel) + " does not answer the greeting");
        }
    }

    /**
     * Hears the greeting of an end that has connected and sent its preface.
     *
     * @param sessions what we hold of the session of that name, if there is one here
     * @throws DistrustException when it does not hold the key that it says it does
     */
    static PeerLink accept(
            SocketChannel channel, Preface preface, Function<String, Optional<LinkTrust>> sessions, long deadlineNanos)
            throws IOException {
        Greeting greeting = greeting(channel, deadlineNanos);
        if (greeting instanceof Greeting.Malformed malformed) {
            throw new IOException(malformed.reason());
        }
        if (!(greeting instanceof Greeting.Keyed keyed)) {
            return PeerLink.open(channel);
        }
        Optional<LinkTrust> trust = sessions.apply(keyed.session());
        if (trust.flatMap(LinkTrust::keys).isEmpty()) {
            String reason = keylessReason(keyed.session(), trust);
            Wire.write(channel, refusal(preface, reason));
            throw new IOException(reason);
        }
        AcceptorHandshake handshake = new AcceptorHandshake(
                trust.get().keys().get(), preface, keyed, trust.get().cipher(), RANDOM);
        Wire.write(channel, handshake.answer());
        return PeerLink.keyed(channel, keyed.session(), seals(channel, handshake, keyed.session(), deadlineNanos));
    }

    private static Greeting greeting(SocketChannel channel, long deadlineNanos) throws IOException {
        ByteBuffer in = Wire.read(channel, 1, deadlineNanos);
        for (int bytes = Greeting.bytesOf(in); bytes > in.remaining(); bytes = Greeting.bytesOf(in)) {
            ByteBuffer more = Wire.read(channel, bytes - in.remaining(), deadlineNanos);
            in = ByteBuffer.allocate(bytes).put(in).put(more).flip();
        }
        return Greeting.read(in).orElseThrow();
    }

    private static Seals seals(SocketChannel channel, AcceptorHandshake handshake, String session, long deadlineNanos)
            throws IOException {
        String reason = peer(channel) + unprovenReason(session);
        try {
            return handshake
                    .proved(Wire.read(channel, AcceptorHandshake.PROOF_BYTES, deadlineNanos))
                    .orElseThrow(() -> new DistrustException(reason));
        } catch (IOException e) {
            throw new DistrustException(reason);
        }
    }

    /** Of an end that left, too, when what we had said did not prove our key to it, or for another reason. */
    static String unprovenReason(String session) {
        return " has not proved that it holds the key of session " + session;
    }

    static String keylessReason(String session, Optional<LinkTrust> trust) {
        return trust.isPresent() ? "session " + session + " has no key" : "no session " + session + " is open here";
    }

    /** The answer to a keyed greeting that ends the connection, in the clear. */
    static ByteBuffer refusal(Preface preface, String reason) {
        Message message =
                preface == Preface.DATA ? new Message.Reject(LinkLoss.REFUSED, reason) : new Message.Refused(reason);
        ByteBuffer encoded = MessageCodec.encode(message);
        return ByteBuffer.allocate(1 + encoded.remaining())
                .put((byte) Greeting.OPEN)
                .put(encoded)
                .flip();
    }

    private static String refusal(Message message) {
        if (message instanceof Message.Refused refused) {
            return refused.reason();
        }
        return message instanceof Message.Reject reject ? reject.detail() : "it answers something else";
    }

    static String peer(SocketChannel channel) {
        return channel.socket().getRemoteSocketAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : "the other end";
    }
}
