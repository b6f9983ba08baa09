package org.kaappliance.clientkit.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;
import org.kaappliance.clientkit.proof.ContentSum;

/**
 * What was written onto a device: the places, and a sum for every {@value #GROUP_PIECES} pieces. Pieces that follow one another are one place, so a MiB
 * takes 32 bytes here where it is all used, and at most 16 for each piece more where it is not. On one thread.
 */
final class WrittenPieces {
    private static final int GROUP_PIECES = 16;

    private final ContentSum sum = new ContentSum();
    private final LongList offsets = new LongList();
    private final LongList lengths = new LongList();
    /** For each group, the number of its first place; the places of a group ascend. */
    private final LongList firsts = new LongList();

    private final LongList sums = new LongList();
    private int piecesInGroup;
    private long end;

    /** Takes what was just written at an offset; all that remains of the bytes. */
    void add(long offset, ByteBuffer bytes) {
        if (firsts.size() == 0 || piecesInGroup == GROUP_PIECES || offset < end) {
            beginGroup();
        }
        int length = bytes.remaining();
        if (piecesInGroup > 0 && offset == end) {
            int last = lengths.size() - 1;
            lengths.set(last, lengths.get(last) + length);
        } else {
            offsets.add(offset);
            lengths.add(length);
        }
        sum.update(offset - begin(firsts.size() - 1), bytes);
        piecesInGroup++;
        end = offset + length;
    }

    /** Nothing is added any more. */
    void end() {
        if (sums.size() < firsts.size()) {
            sums.add(sum.end());
        }
    }

    long bytes() {
        return bytes(0, lengths.size());
    }

    private int first(int group) {
        return (int) firsts.get(group);
    }

    private int end(int group) {
        return group + 1 < firsts.size() ? first(group + 1) : lengths.size();
    }

    /** The offset at which a group begins. */
    private long begin(int group) {
        return offsets.get(first(group));
    }

    private long bytes(int from, int to) {
        long bytes = 0;
        for (int i = from; i < to; i++) {
            bytes += lengths.get(i);
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
            for (int group = 0; group < firsts.size(); group++) {
                if (sumOf(disk, group, device, data) != sums.get(group)) {
                    first = wrong++ == 0 ? begin(group) : first;
                }
                read += bytes(first(group), end(group));
                progress.accept(read);
            }
        }
        if (wrong > 0) {
            throw new IOException(device + " does not hold what was received: " + wrong + " of " + firsts.size()
                    + " groups of pieces are wrong, the first at byte " + first);
        }
    }

    private long sumOf(FileChannel disk, int group, Path device, ByteBuffer data) throws IOException {
        long base = begin(group);
        for (int i = first(group); i < end(group); i++) {
            long to = offsets.get(i) + lengths.get(i);
            for (long at = offsets.get(i); at < to; at += data.limit()) {
                data.clear().limit((int) Math.min(data.capacity(), to - at));
                read(disk, at, data, device);
                sum.update(at - base, data.flip());
            }
        }
        return sum.end();
    }

    private static void read(FileChannel disk, long at, ByteBuffer into, Path device) throws IOException {
        while (into.hasRemaining()) {
            if (disk.read(into, at + into.position()) < 0) {
                throw new IOException(device + " ends at byte " + (at + into.position()));
            }
        }
    }

    private void beginGroup() {
        end();
        firsts.add(lengths.size());
        piecesInGroup = 0;
    }
}
