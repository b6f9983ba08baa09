package org.kaappliance.tftp;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.zip.CRC32C;

/** Content that is held in memory. */
final class BytesContent implements Content {
    private final byte[] bytes;

    BytesContent(byte[] bytes) {
        this.bytes = Objects.requireNonNull(bytes, "bytes");
    }

    @Override
    public long sizeBytes() {
        return bytes.length;
    }

    @Override
    public String entityTag() {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return Long.toHexString(sum.getValue()) + "-" + Long.toHexString(bytes.length);
    }

    @Override
    public void read(long offsetBytes, ByteBuffer target) throws IOException {
        if (offsetBytes < 0 || offsetBytes + target.remaining() > bytes.length) {
            throw new EOFException("nothing at " + offsetBytes);
        }
        target.put(bytes, (int) offsetBytes, target.remaining());
    }
}
