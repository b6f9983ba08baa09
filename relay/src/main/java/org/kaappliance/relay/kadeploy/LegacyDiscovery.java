package org.kaappliance.relay.kadeploy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.kaappliance.relay.wire.Names;

/** The two datagrams of Ka-deploy 0.6: a session's name, and the version; each with one NUL behind it. */
public final class LegacyDiscovery {
    /** A request, with its NUL. */
    public static final int MAX_REQUEST_BYTES = 200;

    private LegacyDiscovery() {}

    /** @throws IllegalArgumentException when the name is too long for this wire, which has room for 199 characters */
    public static ByteBuffer request(String session) {
        if (session.length() >= MAX_REQUEST_BYTES) {
            throw new IllegalArgumentException("a session name of Ka-deploy 0.6 is at most 199 characters");
        }
        return text(session);
    }

    public static ByteBuffer reply() {
        return text(LegacyLayout.VERSION);
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap((text + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    /** The session that a request asks for; empty for anything else. */
    public static Optional<String> session(ByteBuffer in) {
        int length = in.remaining() - 1;
        if (length < 1 || length >= MAX_REQUEST_BYTES || in.get(in.limit() - 1) != 0) {
            return Optional.empty();
        }
        byte[] name = new byte[length];
        in.get(name);
        return Optional.of(new String(name, StandardCharsets.ISO_8859_1)).filter(Names::isSession);
    }

    public static boolean isReply(ByteBuffer in) {
        return in.equals(reply());
    }
}
