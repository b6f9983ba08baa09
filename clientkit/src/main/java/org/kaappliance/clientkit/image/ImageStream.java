package org.kaappliance.clientkit.image;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.List;

/** The records of a stream, see {@link ImageFormat}. Read on one thread. */
final class ImageStream extends InputStream {
    private final FileChannel channel;
    private final Closeable end;
    private final Iterator<UsedBlocks.Extent> used;
    private final ByteBuffer data = ByteBuffer.allocate(ImageFormat.PIECE_BYTES);
    private final ByteBuffer zeros = ByteBuffer.allocate(ImageFormat.PIECE_BYTES);
    private final ByteBuffer ready = ByteBuffer.allocate(ImageFormat.PIECE_BYTES + ImageFormat.RECORD_BYTES);
    private long offset;
    private long left;
    private boolean ended;

    private ImageStream(FileChannel channel, Content content, Closeable end) {
        this.channel = channel;
        this.end = end;
        this.used = content.used.iterator();
        ready.putLong(ImageFormat.MAGIC).putLong(content.neededBytes).flip();
    }

    /**
     * What travels.
     *
     * @param neededBytes what a device needs at least
     * @param used ascending
     */
    record Content(long neededBytes, List<UsedBlocks.Extent> used) {}

    /** Finds out what travels of a device of this size. */
    interface Reader {
        Content read(Path device, long size) throws IOException;
    }

    /**
     * Opens the stream.
     *
     * @param end is closed with the stream, and at once when there is none in the end, whatever the reason
     */
    static ImageStream open(Path device, Reader reader, Closeable end) throws IOException {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(device, StandardOpenOption.READ);
            return new ImageStream(channel, reader.read(device, channel.size()), end);
        } catch (Throwable e) {
            closeAfter(e, channel);
            closeAfter(e, end);
            throw e;
        }
    }

    private static void closeAfter(Throwable failure, Closeable opened) {
        try {
            if (opened != null) {
                opened.close();
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
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
        try (end) {
            channel.close();
        }
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
                throw new IOException("what is copied ends at byte " + (offset + data.position()));
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
