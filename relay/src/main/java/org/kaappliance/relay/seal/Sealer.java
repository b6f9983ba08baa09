package org.kaappliance.relay.seal;

import java.nio.ByteBuffer;
import javax.crypto.Cipher;

/** Seals what one end of a connection says, record by record. One thread at a time. */
public final class Sealer {
    /** How much longer a record is than what is in it. */
    public static final int TAG_BYTES = RecordCipher.TAG_BYTES;

    private final RecordCipher cipher;

    Sealer(byte[] key) {
        this.cipher = new RecordCipher(key, Cipher.ENCRYPT_MODE);
    }

    /**
     * Takes what remains in {@code plain} and puts it, encrypted, with its tag behind it.
     *
     * @param sealed has room for {@link #TAG_BYTES} more
     */
    public void seal(ByteBuffer plain, ByteBuffer sealed) {
        cipher.apply(plain, sealed);
    }
}
