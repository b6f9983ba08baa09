package org.kaappliance.relay.wire;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/** The datagrams by which a node finds the server of a session. */
public sealed interface Discovery {
    int MAX_BYTES = 512;

    int nonce();

    String session();

    /** @param nonce random, comes back in the reply @param replyPort where the reply goes, 0: the requester's port */
    record Request(int nonce, int replyPort, String session) implements Discovery {}

    /**
     * @param controlPort TCP port of the control plane, at the address that the reply comes from
     * @param tag proves, in a session with a key, that it is the server's
     */
    record Reply(int nonce, int controlPort, String session, Optional<Tag> tag) implements Discovery {
        public Reply(int nonce, int controlPort, String session) {
            this(nonce, controlPort, session, Optional.empty());
        }

        public Reply with(Optional<Tag> newTag) {
            return new Reply(nonce, controlPort, session, newTag);
        }
    }

    /** 16 bytes that only who holds the session's key can make. */
    final class Tag {
        public static final int BYTES = 16;

        private final byte[] bytes;

        /** @throws IllegalArgumentException when it is of another length */
        public Tag(byte[] bytes) {
            if (bytes.length != BYTES) {
                throw new IllegalArgumentException("a tag has 16 bytes, this one has " + bytes.length);
            }
            this.bytes = bytes.clone();
        }

        /** Takes the same time for every wrong tag. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Tag tag && MessageDigest.isEqual(bytes, tag.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    static ByteBuffer encode(Request request) {
        ByteBuffer out = ByteBuffer.allocate(MAX_BYTES);
        Preface.DISCOVERY_REQUEST.put(out);
        new WireWriter(out).i32(request.nonce()).u16(request.replyPort()).name(request.session());
        return out.flip();
    }

    static ByteBuffer encode(Reply reply) {
        ByteBuffer out = ByteBuffer.allocate(MAX_BYTES);
        Preface.DISCOVERY_REPLY.put(out);
        new WireWriter(out).i32(reply.nonce()).u16(reply.controlPort()).name(reply.session());
        reply.tag().ifPresent(tag -> out.put(tag.bytes));
        return out.flip();
    }

    /** Reads a request; empty for anything else. */
    static Optional<Request> request(ByteBuffer in) {
        if (!Preface.DISCOVERY_REQUEST.opens(in)) {
            return Optional.empty();
        }
        try {
            WireReader reader = new WireReader(in);
            Request request = new Request(reader.i32(), reader.u16(), reader.session());
            reader.end();
            return Optional.of(request);
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    /** Reads a reply; empty for anything else. */
    static Optional<Reply> reply(ByteBuffer in) {
        if (!Preface.DISCOVERY_REPLY.opens(in)) {
            return Optional.empty();
        }
        try {
            WireReader reader = new WireReader(in);
            Reply reply = new Reply(reader.i32(), reader.port(), reader.session(), reader.tag());
            reader.end();
            return Optional.of(reply);
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }
}
