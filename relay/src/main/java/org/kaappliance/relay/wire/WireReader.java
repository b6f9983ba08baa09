package org.kaappliance.relay.wire;

import java.net.Inet4Address;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.kaappliance.config.Ipv4Subnet;

/** Reads the fields of one message, all big-endian; never takes more than the message holds. */
final class WireReader {
    private static final int REPLACEMENT = '?';

    private final ByteBuffer in;

    WireReader(ByteBuffer in) {
        this.in = in;
    }

    int u8() {
        try {
            return in.get() & 0xff;
        } catch (BufferUnderflowException e) {
            throw new MalformedException("message ends early");
        }
    }

    int u16() {
        return u8() << 8 | u8();
    }

    int i32() {
        return u16() << 16 | u16();
    }

    long i64() {
        return (long) i32() << 32 | i32() & 0xffffffffL;
    }

    long position() {
        long position = i64();
        if (position < 0) {
            throw new MalformedException("negative stream position");
        }
        return position;
    }

    int epoch() {
        int epoch = i32();
        if (epoch < 1) {
            throw new MalformedException("an epoch is 1 or more");
        }
        return epoch;
    }

    int port() {
        int port = u16();
        if (port == 0) {
            throw new MalformedException("port 0");
        }
        return port;
    }

    Inet4Address address() {
        return Ipv4Subnet.ofInt(i32());
    }

    StreamId streamId() {
        return new StreamId(i64(), i64());
    }

    StreamDigest digest() {
        return StreamDigest.of(bytes(StreamDigest.BYTES));
    }

    String session() {
        String name = ascii(Names.MAX_SESSION_BYTES);
        if (!Names.isSession(name)) {
            throw new MalformedException("not a session name");
        }
        return name;
    }

    String nodeId() {
        String name = ascii(Names.MAX_NODE_ID_BYTES);
        if (!Names.isNodeId(name)) {
            throw new MalformedException("not a node name");
        }
        return name;
    }

    /** What is left, when anything is. */
    Optional<Discovery.Tag> tag() {
        return in.hasRemaining() ? Optional.of(new Discovery.Tag(bytes(Discovery.Tag.BYTES))) : Optional.empty();
    }

    boolean flag() {
        int value = u8();
        if (value > 1) {
            throw new MalformedException("a flag is 0 or 1");
        }
        return value == 1;
    }

    <E extends Enum<E>> E choice(Class<E> type) {
        int code = u8();
        E[] choices = type.getEnumConstants();
        if (code >= choices.length) {
            throw new MalformedException("unknown " + type.getSimpleName() + " " + code);
        }
        return choices[code];
    }

    Optional<Message.Part> part() {
        return flag() ? Optional.of(new Message.Part(streamId(), position())) : Optional.empty();
    }

    /** A node's name, or the empty name of the source. */
    String parentId() {
        String name = ascii(Names.MAX_NODE_ID_BYTES);
        if (!name.isEmpty() && !Names.isNodeId(name)) {
            throw new MalformedException("not a node name");
        }
        return name;
    }

    String text(int limitBytes) {
        int length = u16();
        if (length > limitBytes) {
            throw new MalformedException("text of " + length + " bytes, at most " + limitBytes);
        }
        return new String(bytes(length), StandardCharsets.UTF_8);
    }

    /** A text for people to read: it goes to terminals and logs, where a control character could do as it likes. */
    String line(int limitBytes) {
        return text(limitBytes)
                .codePoints()
                .map(c -> isHarmless(c) ? c : REPLACEMENT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Neither a control character, nor a line's or a paragraph's end, nor one that turns the direction of what follows. */
    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private String ascii(int limitBytes) {
        int length = u8();
        if (length > limitBytes) {
            throw new MalformedException("name of " + length + " bytes, at most " + limitBytes);
        }
        return new String(bytes(length), StandardCharsets.ISO_8859_1);
    }

    private byte[] bytes(int length) {
        if (in.remaining() < length) {
            throw new MalformedException("message ends early");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    void end() {
        if (in.hasRemaining()) {
            throw new MalformedException(in.remaining() + " bytes behind the message");
        }
    }
}
