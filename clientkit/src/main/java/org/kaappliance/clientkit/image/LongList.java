package org.kaappliance.clientkit.image;

import java.util.ArrayList;
import java.util.List;

/** Numbers, 8 bytes each, in chunks: it grows without being copied, so what it holds is all the memory that it ever takes. On one thread. */
final class LongList {
    private static final int CHUNK_BITS = 12;
    private static final int CHUNK = 1 << CHUNK_BITS;

    private final List<long[]> chunks = new ArrayList<>();
    private int size;

    int size() {
        return size;
    }

    void add(long value) {
        if (size == chunks.size() << CHUNK_BITS) {
            chunks.add(new long[CHUNK]);
        }
        size++;
        set(size - 1, value);
    }

    long get(int index) {
        return chunks.get(index >> CHUNK_BITS)[index & CHUNK - 1];
    }

    void set(int index, long value) {
        chunks.get(index >> CHUNK_BITS)[index & CHUNK - 1] = value;
    }
}
