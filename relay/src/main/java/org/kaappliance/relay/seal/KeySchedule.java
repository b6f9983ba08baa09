package org.kaappliance.relay.seal;

import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.kaappliance.relay.SessionKey;
import org.kaappliance.relay.wire.Discovery;

/** All that is derived from one session's key. Thread-safe. */
public final class KeySchedule {
    private static final byte[] SALT = ascii("ka-relay 1");
    private static final int KEY_BYTES = 32;

    private final byte[] root;
    private final byte[] proofKey;
    private final byte[] discoveryKey;

    public KeySchedule(SessionKey key) {
        this.root = Hkdf.extract(SALT, key.secret());
        this.proofKey = derive("proof", new byte[0]);
        this.discoveryKey = derive("discovery", new byte[0]);
    }

    /** What one end shows the other: only who holds the key can make it, and only for this connection. */
    byte[] proof(Role role, byte[] transcript) {
        return Hkdf.hmac(proofKey, role.label(), new byte[1], transcript);
    }

    boolean proves(byte[] claimed, Role role, byte[] transcript) {
        return MessageDigest.isEqual(claimed, proof(role, transcript));
    }

    Sealer sealer(Role speaker, byte[] transcript) {
        return new Sealer(recordKey(speaker, transcript));
    }

    Opener opener(Role speaker, byte[] transcript) {
        return new Opener(recordKey(speaker, transcript));
    }

    /**
     * What a server puts behind its answer to a node that looks for the session.
     *
     * @param server the address that the answer comes from
     */
    public Discovery.Tag discoveryTag(Discovery.Reply reply, Inet4Address server) {
        byte[] mac = Hkdf.hmac(
                discoveryKey,
                ByteBuffer.allocate(10)
                        .putInt(reply.nonce())
                        .putShort((short) reply.controlPort())
                        .put(server.getAddress())
                        .array(),
                ascii(reply.session()));
        return new Discovery.Tag(Arrays.copyOf(mac, Discovery.Tag.BYTES));
    }

    private byte[] recordKey(Role speaker, byte[] transcript) {
        return derive("records " + new String(speaker.label(), StandardCharsets.US_ASCII), sha256(transcript));
    }

    private byte[] derive(String label, byte[] context) {
        byte[] name = ascii(label);
        byte[] info = ByteBuffer.allocate(name.length + 1 + context.length)
                .put(name)
                .put((byte) 0)
                .put(context)
                .array();
        return Hkdf.expand(root, info, KEY_BYTES);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
