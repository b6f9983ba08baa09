package org.kaappliance.relay.seal;

import java.security.SecureRandom;
import java.util.Arrays;
import org.kaappliance.relay.SessionKey;
import org.kaappliance.relay.Trust;
import org.kaappliance.relay.wire.Preface;

/** Both ends of a handshake that went well. */
final class Handshakes {
    static final SessionKey KEY = SessionKey.of(counted());
    static final KeySchedule KEYS = new KeySchedule(KEY);

    final Seals connector;
    final Seals acceptor;

    private Handshakes(Seals connector, Seals acceptor) {
        this.connector = connector;
        this.acceptor = acceptor;
    }

    private static byte[] counted() {
        byte[] key = new byte[32];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        return key;
    }

    static Handshakes done() {
        ConnectorHandshake connector = connector(0x11);
        AcceptorHandshake acceptor = acceptor(connector, 0x22);
        ConnectorHandshake.Proved proved = connector.answered(acceptor.answer()).orElseThrow();
        return new Handshakes(proved.seals(), acceptor.proved(proved.proof()).orElseThrow());
    }

    static ConnectorHandshake connector(int nonceByte) {
        return new ConnectorHandshake(KEYS, Preface.CONTROL, "session1", fixed(nonceByte));
    }

    static AcceptorHandshake acceptor(ConnectorHandshake connector, int nonceByte) {
        Greeting.Keyed greeting =
                (Greeting.Keyed) Greeting.read(connector.greeting()).orElseThrow();
        return new AcceptorHandshake(KEYS, Preface.CONTROL, greeting, Trust.Cipher.AES_GCM, fixed(nonceByte));
    }

    /** Not random. */
    static SecureRandom fixed(int value) {
        return new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                Arrays.fill(bytes, (byte) value);
            }
        };
    }
}
