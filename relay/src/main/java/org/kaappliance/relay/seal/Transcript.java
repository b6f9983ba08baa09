package org.kaappliance.relay.seal;

import java.nio.ByteBuffer;
import org.kaappliance.relay.Trust;
import org.kaappliance.relay.wire.Preface;

/** All that both ends have said before the first proof, in the order in which it was sent. */
final class Transcript {
    /** Of the answer, before its proof: mode, cipher, nonce. */
    static final int ANSWER_BYTES = 2 + Greeting.NONCE_BYTES;

    private Transcript() {}

    static byte[] of(Preface preface, Greeting.Keyed greeting, Trust.Cipher cipher, byte[] acceptorNonce) {
        ByteBuffer said = greeting.encode();
        return ByteBuffer.allocate(Preface.BYTES + said.remaining() + ANSWER_BYTES)
                .put(preface.encode())
                .put(said)
                .put((byte) Greeting.KEYED)
                .put((byte) cipher.ordinal())
                .put(acceptorNonce)
                .array();
    }
}
