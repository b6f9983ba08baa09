package org.kaappliance.relay.wire;

import java.util.HexFormat;

/**
 * The digest of a whole stream, of a {@link DigestKind}.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record StreamDigest(String hex) {
    public static final int BYTES = 32;

    public StreamDigest {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a digest is 64 hexadecimal digits, got " + hex);
        }
    }

    public static StreamDigest of(byte[] digest) {
        return new StreamDigest(HexFormat.of().formatHex(digest));
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }
}
