package org.kaappliance.relay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/** The secret that the ends of a session share. Any bytes, 16 to 4096 of them; its text never goes to a log. */
public final class SessionKey {
    public static final int MIN_BYTES = 16;
    public static final int MAX_BYTES = 4096;

    private final byte[] secret;

    private SessionKey(byte[] secret) {
        this.secret = secret;
    }

    /** @throws IllegalArgumentException when it is shorter or longer than a key may be */
    public static SessionKey of(byte[] secret) {
        if (secret.length < MIN_BYTES || secret.length > MAX_BYTES) {
            throw new IllegalArgumentException("a session key has 16 to 4096 bytes, this one has " + secret.length);
        }
        return new SessionKey(secret.clone());
    }

    /** 32 bytes that nobody can guess. */
    public static SessionKey random(SecureRandom random) {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        return new SessionKey(secret);
    }

    /**
     * As {@link #hex} writes it.
     *
     * @throws IllegalArgumentException when it is none; the message does not show it
     */
    public static SessionKey ofHex(String hex) {
        if (!hex.matches("([0-9a-f]{2})*")) {
            throw new IllegalArgumentException("a session key is written in hexadecimal digits, two a byte");
        }
        return of(HexFormat.of().parseHex(hex));
    }

    /**
     * A file's bytes, without the line end that an editor puts behind them.
     *
     * @throws IOException when it cannot be read, or holds no key; the message names the file
     */
    public static SessionKey read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES + 2) {
            throw new IOException(file + ": a session key has 16 to 4096 bytes");
        }
        byte[] bytes = Files.readAllBytes(file);
        int length = bytes.length;
        while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
            length--;
        }
        try {
            return of(Arrays.copyOf(bytes, length));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /** Its bytes in hexadecimal digits: as secret as they. */
    public String hex() {
        return HexFormat.of().formatHex(secret);
    }

    public byte[] secret() {
        return secret.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SessionKey key && Arrays.equals(secret, key.secret);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(secret);
    }

    @Override
    public String toString() {
        return "SessionKey";
    }
}
