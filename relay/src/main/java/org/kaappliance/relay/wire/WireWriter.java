package org.kaappliance.relay.wire;

import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.kaappliance.config.Ipv4Subnet;

/** Writes the fields of one message, all big-endian. */
final class WireWriter {
    private final ByteBuffer out;

    WireWriter(ByteBuffer out) {
        this.out = out;
    }

    WireWriter u8(int value) {
        out.put((byte) value);
        return this;
    }

    WireWriter u16(int value) {
        out.putShort((short) value);
        return this;
    }

    WireWriter i32(int value) {
        out.putInt(value);
        return this;
    }

    WireWriter i64(long value) {
        out.putLong(value);
        return this;
    }

    WireWriter address(Inet4Address address) {
        return i32(Ipv4Subnet.toInt(address));
    }

    WireWriter streamId(StreamId id) {
        return i64(id.high()).i64(id.low());
    }

    WireWriter digest(StreamDigest digest) {
        out.put(digest.bytes());
        return this;
    }

    WireWriter name(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        u8(bytes.length);
        out.put(bytes);
        return this;
    }

    WireWriter flag(boolean value) {
        return u8(value ? 1 : 0);
    }

    WireWriter choice(Enum<?> value) {
        return u8(value.ordinal());
    }

    WireWriter part(Optional<Message.Part> part) {
        flag(part.isPresent());
        part.ifPresent(p -> streamId(p.stream()).i64(p.received()));
        return this;
    }

    /** A text, cut to the limit at a character. */
    WireWriter text(String text, int limitBytes) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, limitBytes);
        while (length < bytes.length && length > 0 && (bytes[length] & 0xc0) == 0x80) {
            length--;
        }
        u16(length);
        out.put(bytes, 0, length);
        return this;
    }
}
