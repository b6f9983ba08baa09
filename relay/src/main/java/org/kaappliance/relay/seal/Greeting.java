package org.kaappliance.relay.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.kaappliance.relay.wire.Names;

/** What the connecting end says behind the preface. */
public sealed interface Greeting {
    int OPEN = 0;
    int KEYED = 1;
    int NONCE_BYTES = 32;

    /** Messages follow in the clear. */
    record Open() implements Greeting {}

    /** The connecting end holds the key of this session, and wants proof that the other one does. */
    record Keyed(String session, byte[] nonce) implements Greeting {
        public Keyed {
            nonce = nonce.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Keyed keyed && session.equals(keyed.session) && Arrays.equals(nonce, keyed.nonce);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(nonce);
        }

        public ByteBuffer encode() {
            byte[] name = session.getBytes(StandardCharsets.US_ASCII);
            return ByteBuffer.allocate(2 + name.length + NONCE_BYTES)
                    .put((byte) KEYED)
                    .put((byte) name.length)
                    .put(name)
                    .put(nonce)
                    .flip();
        }
    }

    /** Not a greeting. */
    record Malformed(String reason) implements Greeting {}

    static ByteBuffer open() {
        return ByteBuffer.wrap(new byte[] {OPEN});
    }

    /** How many bytes a greeting has that begins so, as far as they tell: at least one more than there are, until they tell all. */
    static int bytesOf(ByteBuffer in) {
        int start = in.position();
        if (in.remaining() == 0 || in.get(start) != KEYED) {
            return 1;
        }
        return in.remaining() == 1 ? 2 : 2 + (in.get(start + 1) & 0xff) + NONCE_BYTES;
    }

    /** Takes one greeting; empty, and nothing taken, while it is not all there. */
    static Optional<Greeting> read(ByteBuffer in) {
        if (in.remaining() < bytesOf(in)) {
            return Optional.empty();
        }
        int mode = in.get() & 0xff;
        if (mode == OPEN) {
            return Optional.of(new Open());
        }
        return Optional.of(mode == KEYED ? keyed(in) : new Malformed("greets with mode " + mode));
    }

    private static Greeting keyed(ByteBuffer in) {
        byte[] name = new byte[in.get() & 0xff];
        byte[] nonce = new byte[NONCE_BYTES];
        in.get(name).get(nonce);
        String session = new String(name, StandardCharsets.ISO_8859_1);
        return Names.isSession(session) ? new Keyed(session, nonce) : new Malformed("greets with no session's name");
    }
}
