package org.kaappliance.clientkit.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.List;
import org.kaappliance.relay.StreamSource;

/**
 * The used blocks of a partition, or of a file that is an image of one.
 *
 * @param device which must not change meanwhile: not mounted, or mounted read-only
 */
public record ImageSource(Path device) implements StreamSource {
    @Override
    public InputStream open() throws IOException {
        FileChannel channel = FileChannel.open(device, StandardOpenOption.READ);
        try {
            long size = channel.size();
            if (size <= 0) {
                throw new IOException(device + " has no size");
            }
            return new Pieces(channel, size, UsedBlocks.of(device, size));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Makes record after record. Read on one thread. */
    private static final class Pieces extends InputStream {
        private final FileChannel channel;
        private final Iterator<UsedBlocks.Extent> used;
        private final ByteBuffer data = ByteBuffer.allocate(ImageFormat.PIECE_BYTES);
        private final ByteBuffer zeros = ByteBuffer.allocate(ImageFormat.PIECE_BYTES);
        private final ByteBuffer ready = ByteBuffer.allocate(ImageFormat.PIECE_BYTES + ImageFormat.RECORD_BYTES);
        private long offset;
        private long left;
        private boolean ended;

        Pieces(FileChannel channel, long size, List<UsedBlocks.Extent> used) {
            this.channel = channel;
            this.used = used.iterator();
            ready.putLong(ImageFormat.MAGIC).putLong(size).flip();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int at, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!ready.hasRemaining() && !next()) {
                return -1;
            }
            int count = Math.min(length, ready.remaining());
            ready.get(into, at, count);
            return count;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }

        private boolean next() throws IOException {
            if (ended) {
                return false;
            }
            ready.clear();
            if (left == 0 && used.hasNext()) {
                UsedBlocks.Extent extent = used.next();
                offset = extent.offset();
                left = extent.length();
            }
            if (left == 0) {
                ended = true;
                ready.put((byte) ImageFormat.END);
            } else {
                record();
            }
            ready.flip();
            return true;
        }

        private void record() throws IOException {
            int length = (int) Math.min(left, ImageFormat.PIECE_BYTES);
            data.clear().limit(length);
            while (data.hasRemaining()) {
                if (channel.read(data, offset + data.position()) < 0) {
                    throw new IOException("the partition ends at byte " + (offset + data.position()));
                }
            }
            data.flip();
            boolean zero = data.equals(zeros.clear().limit(length));
            ready.put((byte) (zero ? ImageFormat.ZEROS : ImageFormat.DATA))
                    .putLong(offset)
                    .putInt(length);
            if (!zero) {
                ready.put(data);
            }
            offset += length;
            left -= length;
        }
    }
}
