package org.kaappliance.relay.seal;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Optional;
import org.kaappliance.relay.Trust;
import org.kaappliance.relay.wire.Preface;

/** The handshake of the end that was connected to: it has heard a greeting, says {@link #answer}, and hears a proof. */
public final class AcceptorHandshake {
    public static final int PROOF_BYTES = Hkdf.HASH_BYTES;

    private final KeySchedule keys;
    private final Trust.Cipher cipher;
    private final byte[] nonce;
    private final byte[] transcript;

    public AcceptorHandshake(
            KeySchedule keys, Preface preface, Greeting.Keyed greeting, Trust.Cipher cipher, SecureRandom random) {
        this.keys = keys;
        this.cipher = cipher;
        this.nonce = ConnectorHandshake.nonce(random);
        this.transcript = Transcript.of(preface, greeting, cipher, nonce);
    }

    public ByteBuffer answer() {
        return ByteBuffer.allocate(ConnectorHandshake.ANSWER_BYTES)
                .put((byte) Greeting.KEYED)
                .put((byte) cipher.ordinal())
                .put(nonce)
                .put(keys.proof(Role.ACCEPTOR, transcript))
                .flip();
    }

    /** Takes {@link #PROOF_BYTES}; empty when they do not prove that the other end holds the key. */
    public Optional<Seals> proved(ByteBuffer in) {
        if (in.remaining() < PROOF_BYTES) {
            return Optional.empty();
        }
        byte[] proof = new byte[PROOF_BYTES];
        in.get(proof);
        if (!keys.proves(proof, Role.CONNECTOR, transcript)) {
            return Optional.empty();
        }
        return Optional.of(
                new Seals(keys.sealer(Role.ACCEPTOR, transcript), keys.opener(Role.CONNECTOR, transcript), cipher));
    }
}
