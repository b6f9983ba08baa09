package org.kaappliance.relay.records;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What stands before each record: u8 codec, u24 zero, u32 carried length, u32 content length.
 *
 * @param carriedLength bytes that follow
 * @param contentLength bytes that they stand for
 */
record RecordHeader(Codec codec, int carriedLength, int contentLength) {
    static final int BYTES = 12;
    /** A record stands for at most this. */
    static final int MAX_CONTENT_BYTES = 1 << 20;

    private static final Codec[] CODECS = Codec.values();

    /** Codes on the wire: the order here, from 0. */
    enum Codec {
        STORED,
        ZSTD
    }

    void put(ByteBuffer out) {
        out.putInt(codec.ordinal() << 24).putInt(carriedLength).putInt(contentLength);
    }

    /** Reads {@link #BYTES} bytes and checks all that they say; empty when anything is wrong. */
    static Optional<RecordHeader> read(ByteBuffer in) {
        int first = in.getInt();
        int carried = in.getInt();
        int content = in.getInt();
        int code = first >>> 24;
        if ((first & 0xffffff) != 0 || code >= CODECS.length) {
            return Optional.empty();
        }
        RecordHeader header = new RecordHeader(CODECS[code], carried, content);
        return header.isWellFormed() ? Optional.of(header) : Optional.empty();
    }

    private boolean isWellFormed() {
        if (carriedLength < 1 || contentLength < 1 || contentLength > MAX_CONTENT_BYTES) {
            return false;
        }
        return codec == Codec.STORED ? carriedLength == contentLength : carriedLength < contentLength;
    }
}
