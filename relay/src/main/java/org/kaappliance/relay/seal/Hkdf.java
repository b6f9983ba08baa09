package org.kaappliance.relay.seal;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The key derivation of RFC 5869 over HMAC-SHA-256. */
final class Hkdf {
    static final int HASH_BYTES = 32;
    private static final String HMAC = "HmacSHA256";

    private Hkdf() {}

    /** RFC 5869, 2.2. An empty salt is one of 32 zero bytes. */
    static byte[] extract(byte[] salt, byte[] secret) {
        return hmac(salt.length == 0 ? new byte[HASH_BYTES] : salt, secret);
    }

    /** RFC 5869, 2.3. @param lengthBytes 1 to 8160 */
    static byte[] expand(byte[] pseudoRandomKey, byte[] info, int lengthBytes) {
        if (lengthBytes < 1 || lengthBytes > 255 * HASH_BYTES) {
            throw new IllegalArgumentException("1 to 8160 bytes can be derived, not " + lengthBytes);
        }
        ByteBuffer out = ByteBuffer.allocate((lengthBytes + HASH_BYTES - 1) / HASH_BYTES * HASH_BYTES);
        byte[] block = new byte[0];
        for (int i = 1; out.hasRemaining(); i++) {
            block = hmac(pseudoRandomKey, block, info, new byte[] {(byte) i});
            out.put(block);
        }
        return Arrays.copyOf(out.array(), lengthBytes);
    }

    /** HMAC-SHA-256 (RFC 2104) of the parts, one behind the other. */
    static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }
}
