package org.kaappliance.relay.wire;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What stands before each block on a data connection: u8 kind, u24 zero, u32 length, u64 offset, u32 CRC-32C of the payload,
 * u32 CRC-32C of the 20 bytes before it.
 *
 * @param length of the payload, bytes
 * @param offset of its first byte in the stream; the stream's total length for END; the sender's position for IDLE
 * @param crc CRC-32C (RFC 3720) of the payload
 */
public record BlockHeader(Kind kind, int length, long offset, int crc) {
    public static final int BYTES = 24;
    /** A block holds at most this, and never crosses a multiple of it. */
    public static final int MAX_BLOCK_BYTES = 256 << 10;
    /** A block holds at least this, unless it ends at a multiple of {@link #MAX_BLOCK_BYTES} or ends the stream. */
    public static final int MIN_BLOCK_BYTES = 4 << 10;

    private static final Kind[] KINDS = Kind.values();

    public enum Kind {
        /** Payload: bytes of the stream. */
        BLOCK,
        /** Payload: the digest of the whole stream. */
        END,
        /** No payload; the parent lives and has nothing to send. */
        IDLE
    }

    public static BlockHeader idle(long position) {
        return new BlockHeader(Kind.IDLE, 0, position, 0);
    }

    public static BlockHeader end(long total, StreamDigest digest) {
        return new BlockHeader(Kind.END, StreamDigest.BYTES, total, crcOf(ByteBuffer.wrap(digest.bytes())));
    }

    /** CRC-32C of what remains in {@code bytes}; its position does not move. */
    public static int crcOf(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    public void put(ByteBuffer out) {
        int start = out.position();
        out.putInt((kind.ordinal() + 1) << 24).putInt(length).putLong(offset).putInt(crc);
        out.putInt(crcOf(out.duplicate().position(start).limit(start + BYTES - 4)));
    }

    /** Reads a header of {@link #BYTES} bytes and checks all that it says; empty when anything is wrong. */
    public static Optional<BlockHeader> read(ByteBuffer in) {
        int expected = crcOf(in.duplicate().limit(in.position() + BYTES - 4));
        int first = in.getInt();
        int length = in.getInt();
        long offset = in.getLong();
        int crc = in.getInt();
        if (in.getInt() != expected || (first & 0xffffff) != 0 || offset < 0) {
            return Optional.empty();
        }
        int code = first >>> 24;
        if (code < 1 || code > KINDS.length) {
            return Optional.empty();
        }
        BlockHeader header = new BlockHeader(KINDS[code - 1], length, offset, crc);
        return header.isWellFormed() ? Optional.of(header) : Optional.empty();
    }

    private boolean isWellFormed() {
        switch (kind) {
            case BLOCK:
                return length > 0
                        && length <= MAX_BLOCK_BYTES
                        && offset <= Long.MAX_VALUE - length
                        && offset / MAX_BLOCK_BYTES == (offset + length - 1) / MAX_BLOCK_BYTES;
            case END:
                return length == StreamDigest.BYTES;
            case IDLE:
                return length == 0;
        }
        return false;
    }
}
