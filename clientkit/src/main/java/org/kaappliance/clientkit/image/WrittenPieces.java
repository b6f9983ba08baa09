package org.kaappliance.clientkit.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.kaappliance.clientkit.proof.ContentSum;

/** What was written onto a device: the places, and a sum for every {@value #GROUP_RECORDS} of them. On one thread. */
final class WrittenPieces {
    private static final int GROUP_RECORDS = 16;

    private final ContentSum sum = new ContentSum();
    /** Pairs of offset and length, ascending within a group. */
    private long[] written = new long[1024];

    /** The first record of each group. */
    private int[] firsts = new int[64];

    private long[] sums = new long[64];
    private int records;
    private int groups;

    /** Takes what was just written at an offset; all that remains of the bytes. */
    void add(long offset, ByteBuffer bytes) {
        boolean full = groups > 0 && records - firsts[groups - 1] == GROUP_RECORDS;
        if (groups == 0 || full || offset < written[2 * records - 2]) {
            beginGroup();
        }
        if (written.length < 2 * records + 2) {
            written = Arrays.copyOf(written, written.length * 2);
        }
        written[2 * records] = offset;
        written[2 * records + 1] = bytes.remaining();
        sum.update(offset - written[2 * firsts[groups - 1]], bytes);
        records++;
    }

    /** Nothing is added any more. */
    void end() {
        if (groups > 0) {
            sums[groups - 1] = sum.end();
        }
    }

    long bytes() {
        return bytes(0, records);
    }

    private int end(int group) {
        return group + 1 < groups ? firsts[group + 1] : records;
    }

    private long bytes(int from, int to) {
        long bytes = 0;
        for (int i = from; i < to; i++) {
            bytes += written[2 * i + 1];
        }
        return bytes;
    }

    /**
     * Reads all of it back.
     *
     * @param progress hears how many bytes have been read so far, after each group
     * @throws IOException naming the first place that is wrong, and how many there are
     */
    void verify(Path device, LongConsumer progress) throws IOException {
        int wrong = 0;
        long read = 0;
        long first = 0;
        ByteBuffer data = ByteBuffer.allocate(ImageFormat.PIECE_BYTES);
        try (FileChannel disk = FileChannel.open(device, StandardOpenOption.READ)) {
            for (int group = 0; group < groups; group++) {
                if (sumOf(disk, group, device, data) != sums[group]) {
                    first = wrong++ == 0 ? written[2 * firsts[group]] : first;
                }
                read += bytes(firsts[group], end(group));
                progress.accept(read);
            }
        }
        if (wrong > 0) {
            throw new IOException(device + " does not hold what was received: " + wrong + " of " + groups
                    + " pieces are wrong, the first at byte " + first);
        }
    }

    private long sumOf(FileChannel disk, int group, Path device, ByteBuffer data) throws IOException {
        for (int i = firsts[group]; i < end(group); i++) {
            long offset = written[2 * i];
            data.clear().limit((int) written[2 * i + 1]);
            while (data.hasRemaining()) {
                if (disk.read(data, offset + data.position()) < 0) {
                    throw new IOException(device + " ends at byte " + (offset + data.position()));
                }
            }
            sum.update(offset - written[2 * firsts[group]], data.flip());
        }
        return sum.end();
    }

    private void beginGroup() {
        end();
        if (firsts.length == groups) {
            firsts = Arrays.copyOf(firsts, groups * 2);
            sums = Arrays.copyOf(sums, groups * 2);
        }
        firsts[groups++] = records;
    }
}
