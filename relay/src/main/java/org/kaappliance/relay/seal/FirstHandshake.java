package org.kaappliance.relay.seal;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.kaappliance.relay.Trust;
import org.kaappliance.relay.wire.Preface;

/**
 * A handshake of this process with itself, before the one that has five seconds. The first cipher of a process costs a small machine, or one with an emulated
 * processor, seconds: its classes are loaded and run uncompiled.
 */
public final class FirstHandshake {
    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    private FirstHandshake() {}

    /** Once a process; any thread. */
    public static void rehearse(KeySchedule keys, String session, SecureRandom random) {
        if (BEGUN.compareAndSet(false, true)) {
            carryOut(keys, session, random);
        }
    }

    /** @return whether each end has read what the other sealed */
    static boolean carryOut(KeySchedule keys, String session, SecureRandom random) {
        ConnectorHandshake connector = new ConnectorHandshake(keys, Preface.CONTROL, session, random);
        Greeting greeting = Greeting.read(connector.greeting()).orElseThrow();
        AcceptorHandshake acceptor =
                new AcceptorHandshake(keys, Preface.CONTROL, (Greeting.Keyed) greeting, Trust.Cipher.NONE, random);
        ConnectorHandshake.Proved proved = connector.answered(acceptor.answer()).orElseThrow();
        Seals other = acceptor.proved(proved.proof()).orElseThrow();
        return reads(proved.seals().out(), other.in())
                && reads(other.out(), proved.seals().in());
    }

    private static boolean reads(Sealer speaker, Opener listener) {
        ByteBuffer sealed = ByteBuffer.allocate(1 + Sealer.TAG_BYTES);
        speaker.seal(ByteBuffer.allocate(1), sealed);
        return listener.open(sealed.flip(), ByteBuffer.allocate(1 + Sealer.TAG_BYTES));
    }
}
