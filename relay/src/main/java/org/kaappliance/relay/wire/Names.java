package org.kaappliance.relay.wire;

import java.nio.charset.StandardCharsets;

/** What the wire allows as names. */
public final class Names {
    public static final int MAX_SESSION_BYTES = 200;
    public static final int MAX_NODE_ID_BYTES = 64;
    public static final int MAX_CREDENTIAL_BYTES = 256;
    public static final int MAX_REASON_BYTES = 500;
    public static final int MAX_HINT_BYTES = 64;

    /** In a discovery request: the only session that nodes can join at this server. Never a session's name. */
    public static final String ANY_SESSION = "*";

    private Names() {}

    /** 1 to 200 printable ASCII characters. */
    public static boolean isSession(String name) {
        return isPrintable(name, MAX_SESSION_BYTES);
    }

    /** 1 to 64 printable ASCII characters. */
    public static boolean isNodeId(String name) {
        return isPrintable(name, MAX_NODE_ID_BYTES);
    }

    public static void requireSession(String name) {
        if (!isSession(name)) {
            throw new IllegalArgumentException("a session name is 1 to 200 printable ASCII characters: " + name);
        }
    }

    public static void requireNodeId(String name) {
        if (!isNodeId(name)) {
            throw new IllegalArgumentException("a node name is 1 to 64 printable ASCII characters: " + name);
        }
    }

    public static void requireCredential(String credential) {
        if (credential.getBytes(StandardCharsets.UTF_8).length > MAX_CREDENTIAL_BYTES) {
            throw new IllegalArgumentException("a credential is at most 256 bytes");
        }
    }

    public static void requireHint(String hint) {
        if (hint.getBytes(StandardCharsets.UTF_8).length > MAX_HINT_BYTES) {
            throw new IllegalArgumentException("a hint is at most 64 bytes: " + hint);
        }
    }

    private static boolean isPrintable(String text, int limit) {
        return !text.isEmpty() && text.length() <= limit && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
