package org.kaappliance.clientkit.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.kaappliance.clientkit.proof.ContentSum;

/**
 * What was written onto a device: the places, and a sum for every {@value #GROUP_PIECES} pieces. Pieces that follow one another are one place, so a MiB
 * takes 28 bytes here where it is all used, and at most 16 for each piece more where it is not. On one thread.
 */
final class WrittenPieces {
    private static final int GROUP_PIECES = 16;

    private final ContentSum sum = new ContentSum();
    /** Pairs of offset and length, ascending within a group. */
    private long[] places = new long[1024];

    /** The first place of each group. */
    private int[] firsts = new int[64];

    private long[] sums = new long[64];
    private int count;
    private int groups;
    private int piecesInGroup;
    private long end;

    /** Takes what was just written at an offset; all that remains of the bytes. */
    void add(long offset, ByteBuffer bytes) {
        if (groups == 0 || piecesInGroup == GROUP_PIECES || offset < end) {
            beginGroup();
        }
        int length = bytes.remaining();
        if (piecesInGroup > 0 && offset == end) {
            places[2 * count - 1] += length;
        } else {
            if (places.length < 2 * count + 2) {
                places = Arrays.copyOf(places, places.length * 2);
            }
            places[2 * count] = offset;
            places[2 * count + 1] = length;
            count++;
        }
        sum.update(offset - places[2 * firsts[groups - 1]], bytes);
        piecesInGroup++;
        end = offset + length;
    }

    /** Nothing is added any more. */
    void end() {
        if (groups > 0) {
            sums[groups - 1] = sum.end();
        }
    }

    long bytes() {
        return bytes(0, count);
    }

    private int end(int group) {
        return group + 1 < groups ? firsts[group + 1] : count;
    }

    private long bytes(int from, int to) {
        long bytes = 0;
        for (int i = from; i < to; i++) {
            bytes += places[2 * i + 1];
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
                    first = wrong++ == 0 ? places[2 * firsts[group]] : first;
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
        long base = places[2 * firsts[group]];
        for (int i = firsts[group]; i < end(group); i++) {
            long to = places[2 * i] + places[2 * i + 1];
            for (long at = places[2 * i]; at < to; at += data.limit()) {
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
        if (firsts.length == groups) {
            firsts = Arrays.copyOf(firsts, groups * 2);
            sums = Arrays.copyOf(sums, groups * 2);
        }
        firsts[groups++] = count;
        piecesInGroup = 0;
    }
}
