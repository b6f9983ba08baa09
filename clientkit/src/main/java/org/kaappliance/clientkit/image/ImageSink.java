package org.kaappliance.clientkit.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.kaappliance.clientkit.proof.ContentSum;
import org.kaappliance.relay.StreamSink;

/** Writes the stream of an {@link ImageSource} onto a partition, and can read it back. On one thread. */
public final class ImageSink implements StreamSink {
    private static final int GROUP_RECORDS = 16;

    private final Path device;
    private final FileChannel channel;
    private final long size;
    private final ByteBuffer head = ByteBuffer.allocate(ImageFormat.HEADER_BYTES);
    private final ByteBuffer data = ByteBuffer.allocate(ImageFormat.PIECE_BYTES);
    private final ContentSum sum = new ContentSum();
    /** Pairs of offset and length of what was written, and behind every {@value #GROUP_RECORDS} of them one sum. */
    private long[] written = new long[1024];

    private long[] sums = new long[64];
    private int records;
    private boolean begun;
    private boolean ended;
    private int length;

    /** Opens a partition for writing. */
    public ImageSink(Path device) throws IOException {
        this.device = device;
        this.channel = FileChannel.open(device, StandardOpenOption.WRITE);
        this.size = channel.size();
        head.limit(ImageFormat.HEADER_BYTES);
    }

    @Override
    public void write(ByteBuffer chunk) throws IOException {
        while (chunk.hasRemaining()) {
            if (ended) {
                throw new IOException("the image goes on behind its end");
            }
            if (length > 0) {
                fill(data, chunk);
                endOfData();
            } else {
                fill(head, chunk);
                head();
            }
        }
    }

    @Override
    public void finish() throws IOException {
        if (!ended) {
            throw new IOException("the image is cut");
        }
        endGroup();
        channel.force(true);
        channel.close();
    }

    @Override
    public void abort(String reason) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The partition. */
    public Path device() {
        return device;
    }

    /** How many bytes of the partition were written. */
    public long writtenBytes() {
        return bytes(0, records);
    }

    private long bytes(int from, int to) {
        long bytes = 0;
        for (int i = from; i < to; i++) {
            bytes += written[2 * i + 1];
        }
        return bytes;
    }

    /**
     * Reads back all that was written. The caller has emptied the kernel's memory of the partition before ({@code blockdev --flushbufs}).
     *
     * @param progress hears how many bytes have been read so far, after each piece
     * @throws IOException naming the first place that is wrong, and how many there are
     */
    public void verify(LongConsumer progress) throws IOException {
        int wrong = 0;
        long read = 0;
        long first = 0;
        try (FileChannel disk = FileChannel.open(device, StandardOpenOption.READ)) {
            for (int from = 0; from < records; from += GROUP_RECORDS) {
                int to = Math.min(records, from + GROUP_RECORDS);
                if (sumOf(disk, from, to) != sums[from / GROUP_RECORDS]) {
                    first = wrong++ == 0 ? written[2 * from] : first;
                }
                read += bytes(from, to);
                progress.accept(read);
            }
        }
        if (wrong > 0) {
            throw new IOException(device + " does not hold what was received: " + wrong + " of "
                    + (records + GROUP_RECORDS - 1) / GROUP_RECORDS + " pieces are wrong, the first at byte " + first);
        }
    }

    private long sumOf(FileChannel disk, int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            long offset = written[2 * i];
            data.clear().limit((int) written[2 * i + 1]);
            while (data.hasRemaining()) {
                if (disk.read(data, offset + data.position()) < 0) {
                    throw new IOException(device + " ends at byte " + (offset + data.position()));
                }
            }
            sum.update(offset - written[2 * from], data.flip());
        }
        return sum.end();
    }

    private static void fill(ByteBuffer into, ByteBuffer from) {
        int count = Math.min(into.remaining(), from.remaining());
        into.put(from.slice(from.position(), count));
        from.position(from.position() + count);
    }

    private void head() throws IOException {
        if (!begun) {
            header();
        } else if (head.position() > 0 && head.get(0) == ImageFormat.END) {
            ended = true;
        } else if (head.limit() == 1) {
            head.limit(ImageFormat.RECORD_BYTES);
        } else if (!head.hasRemaining()) {
            record();
        }
    }

    private void header() throws IOException {
        if (head.hasRemaining()) {
            return;
        }
        if (head.getLong(0) != ImageFormat.MAGIC) {
            throw new IOException("the stream is no image of a partition");
        }
        if (head.getLong(8) > size) {
            throw new IOException(device + " has " + size + " bytes, the golden partition has " + head.getLong(8));
        }
        begun = true;
        head.clear().limit(1);
    }

    private void record() throws IOException {
        long offset = head.getLong(1);
        int count = head.getInt(9);
        if (offset < 0 || count < 1 || count > ImageFormat.PIECE_BYTES || offset > size - count) {
            throw new IOException("the image names a place that is not on " + device);
        }
        switch (head.get(0)) {
            case ImageFormat.DATA -> {
                length = count;
                data.clear().limit(count);
            }
            case ImageFormat.ZEROS -> {
                Arrays.fill(data.array(), 0, count, (byte) 0);
                data.clear().limit(count).position(count);
                length = count;
                endOfData();
            }
            default -> throw new IOException("the image has a record of an unknown kind");
        }
    }

    private void endOfData() throws IOException {
        if (data.hasRemaining()) {
            return;
        }
        long offset = head.getLong(1);
        data.flip();
        while (data.hasRemaining()) {
            channel.write(data, offset + data.position());
        }
        remember(offset);
        length = 0;
        head.clear().limit(1);
    }

    private void remember(long offset) {
        if (records % GROUP_RECORDS == 0) {
            endGroup();
        }
        if (written.length < 2 * records + 2) {
            written = Arrays.copyOf(written, written.length * 2);
        }
        written[2 * records] = offset;
        written[2 * records + 1] = length;
        long first = written[2 * (records / GROUP_RECORDS * GROUP_RECORDS)];
        sum.update(offset - first, data.flip());
        records++;
    }

    private void endGroup() {
        if (records == 0) {
            return;
        }
        int group = (records - 1) / GROUP_RECORDS;
        if (sums.length <= group) {
            sums = Arrays.copyOf(sums, sums.length * 2);
        }
        sums[group] = sum.end();
    }
}
