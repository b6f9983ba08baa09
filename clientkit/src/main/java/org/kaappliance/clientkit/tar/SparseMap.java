package org.kaappliance.clientkit.tar;

import java.util.ArrayList;
import java.util.List;

/**
 * The map of a sparse file in GNU's format 1.0: decimal numbers, a line each, in front of the data, filled up to whole blocks: how many
 * segments, then offset and length of each.
 */
final class SparseMap {
    /** Of a file of 16 GiB every second block of 4 KiB; tar itself keeps the map in memory, too. */
    private static final int MAX_SEGMENTS = 1 << 21;

    private final List<long[]> segments = new ArrayList<>();
    private final long position;
    private long expected = -1;
    private long number;
    private int digits;
    private long offset = -1;

    SparseMap(long position) {
        this.position = position;
    }

    /** Takes the next block; true when the map is complete, and the data begins behind this block. */
    boolean take(byte[] block) throws TarFormatException {
        for (byte octet : block) {
            if (isComplete()) {
                return true;
            }
            if (octet == '\n' && digits > 0) {
                line(number);
                number = 0;
                digits = 0;
            } else if (octet >= '0' && octet <= '9' && digits < 18) {
                number = number * 10 + octet - '0';
                digits++;
            } else {
                throw new TarFormatException(position, "a bad map of a sparse file");
            }
        }
        return isComplete();
    }

    /** Pairs of offset and length, as they follow one another in the data. */
    List<long[]> segments() {
        return segments;
    }

    private boolean isComplete() {
        return expected == segments.size();
    }

    private void line(long value) throws TarFormatException {
        if (expected < 0) {
            if (value > MAX_SEGMENTS) {
                throw new TarFormatException(position, "a sparse file in over " + MAX_SEGMENTS + " pieces");
            }
            expected = value;
        } else if (offset < 0) {
            offset = value;
        } else {
            segments.add(new long[] {offset, value});
            offset = -1;
        }
    }
}
