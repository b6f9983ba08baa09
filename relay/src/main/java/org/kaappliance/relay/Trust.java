package org.kaappliance.relay;

import java.util.Objects;
import java.util.Optional;
import org.kaappliance.relay.wire.DigestKind;

/**
 * Whom a session trusts.
 *
 * @param key proves each end to the other; empty: everybody on the network may join, as with the original
 * @param cipher whether the stream is encrypted between the nodes; needs a key
 * @param legacy whether original Ka-deploy 0.6 programs may join; never with a key
 */
public record Trust(Optional<SessionKey> key, Cipher cipher, Legacy legacy) {
    public static final Trust OPEN = new Trust(Optional.empty(), Cipher.NONE, Legacy.REFUSED);

    /** Of the stream. What is said on the control connections is encrypted whenever there is a key. */
    public enum Cipher {
        NONE,
        AES_GCM
    }

    public enum Legacy {
        REFUSED,
        ALLOWED
    }

    public Trust {
        Objects.requireNonNull(key, "key");
        if (cipher != Cipher.NONE && key.isEmpty()) {
            throw new IllegalArgumentException("encryption needs a key");
        }
        if (legacy == Legacy.ALLOWED && key.isPresent()) {
            throw new IllegalArgumentException(
                    "original clients cannot prove themselves: a session with a key is closed to them");
        }
    }

    public static Trust keyed(SessionKey key) {
        return new Trust(Optional.of(key), Cipher.NONE, Legacy.REFUSED);
    }

    /**
     * How the whole stream is compared at the end. Who could alter bytes on their way, and make their checksums fit, is kept out by the cipher, or
     * found out by SHA-256; in an open session he could as well be the source.
     */
    public DigestKind digest() {
        return key.isPresent() && cipher == Cipher.NONE ? DigestKind.SHA_256 : DigestKind.CHECKSUMS;
    }

    public Trust encrypted() {
        return new Trust(key, Cipher.AES_GCM, legacy);
    }

    public Trust withLegacy() {
        return new Trust(key, cipher, Legacy.ALLOWED);
    }
}
