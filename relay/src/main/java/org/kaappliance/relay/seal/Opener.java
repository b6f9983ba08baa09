package org.kaappliance.relay.seal;

import java.nio.ByteBuffer;
import javax.crypto.Cipher;

/** Opens what the other end has sealed, in the order in which it did. One thread at a time. */
public final class Opener {
    private final RecordCipher cipher;
    private boolean broken;

    Opener(byte[] key) {
        this.cipher = new RecordCipher(key, Cipher.DECRYPT_MODE);
    }

    /**
     * Takes one whole record and puts what is in it.
     *
     * @return false when this is not the next record of the other end, as nothing behind it is either
     */
    public boolean open(ByteBuffer sealed, ByteBuffer plain) {
        broken = broken || sealed.remaining() < RecordCipher.TAG_BYTES || !cipher.apply(sealed, plain);
        return !broken;
    }
}
