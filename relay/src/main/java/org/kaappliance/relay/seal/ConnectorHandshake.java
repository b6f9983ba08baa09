package org.kaappliance.relay.seal;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Optional;
import org.kaappliance.relay.Trust;
import org.kaappliance.relay.wire.Preface;

/** The handshake of the end that connects: it says {@link #greeting}, hears an answer, and says {@link Proved#proof}. */
public final class ConnectorHandshake {
    /** Of the answer of an end that goes on: mode, cipher, nonce, proof. */
    public static final int ANSWER_BYTES = Transcript.ANSWER_BYTES + Hkdf.HASH_BYTES;

    private final KeySchedule keys;
    private final Preface preface;
    private final Greeting.Keyed greeting;

    /** The other end holds the key. @param proof that we do, to be sent before anything sealed */
    public record Proved(ByteBuffer proof, Seals seals) {}

    public ConnectorHandshake(KeySchedule keys, Preface preface, String session, SecureRandom random) {
        this.keys = keys;
        this.preface = preface;
        this.greeting = new Greeting.Keyed(session, nonce(random));
    }

    static byte[] nonce(SecureRandom random) {
        byte[] nonce = new byte[Greeting.NONCE_BYTES];
        random.nextBytes(nonce);
        return nonce;
    }

    public ByteBuffer greeting() {
        return greeting.encode();
    }

    /** @param answer of {@link #ANSWER_BYTES}; empty when it does not prove that the other end holds the key */
    public Optional<Proved> answered(ByteBuffer answer) {
        if (answer.remaining() != ANSWER_BYTES || answer.get() != Greeting.KEYED) {
            return Optional.empty();
        }
        int code = answer.get() & 0xff;
        Trust.Cipher[] ciphers = Trust.Cipher.values();
        if (code >= ciphers.length) {
            return Optional.empty();
        }
        byte[] nonce = new byte[Greeting.NONCE_BYTES];
        byte[] proof = new byte[Hkdf.HASH_BYTES];
        answer.get(nonce).get(proof);
        byte[] transcript = Transcript.of(preface, greeting, ciphers[code], nonce);
        if (!keys.proves(proof, Role.ACCEPTOR, transcript)) {
            return Optional.empty();
        }
        Seals seals = new Seals(
                keys.sealer(Role.CONNECTOR, transcript), keys.opener(Role.ACCEPTOR, transcript), ciphers[code]);
        return Optional.of(new Proved(ByteBuffer.wrap(keys.proof(Role.CONNECTOR, transcript)), seals));
    }
}
