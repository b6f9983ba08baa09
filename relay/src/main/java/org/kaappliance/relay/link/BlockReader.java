package org.kaappliance.relay.link;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.kaappliance.relay.wire.BlockHeader;

/** Reads a stream block by block; a file without a copy on the way. Confined to one thread. */
final class BlockReader {
    private final InputStream in;
    private final FileChannel file;
    private final byte[] bytes;

    BlockReader(InputStream in) {
        this.in = in;
        this.file = in instanceof FileInputStream fileStream ? fileStream.getChannel() : null;
        this.bytes = file == null ? new byte[BlockHeader.MAX_BLOCK_BYTES] : new byte[0];
    }

    /** Fills the buffer, or as much of it as comes without a wait once the shortest allowed length is there; nothing at the end of the stream. */
    void read(ByteBuffer into) throws IOException {
        int start = into.position();
        while (into.hasRemaining()) {
            if (into.position() - start >= BlockHeader.MIN_BLOCK_BYTES && in.available() == 0) {
                return;
            }
            if (readOnce(into) < 0) {
                return;
            }
        }
    }

    private int readOnce(ByteBuffer into) throws IOException {
        if (file != null) {
            return file.read(into);
        }
        int count = in.read(bytes, 0, Math.min(bytes.length, into.remaining()));
        if (count > 0) {
            into.put(bytes, 0, count);
        }
        return count;
    }
}
