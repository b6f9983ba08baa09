package org.kaappliance.dhcp.lease;

import java.util.Arrays;

/**
 * Numbers by numbers, without an object an entry: a hash table with open addressing. Keys are not negative (48-bit
 * hardware addresses, unsigned IPv4 addresses), nor are values.
 */
final class LongIntIndex {
    static final int ABSENT = -1;
    private static final long EMPTY = -1;
    private static final int SMALLEST = 64;

    private long[] keys = empty(SMALLEST);
    private int[] values = new int[SMALLEST];
    private int size;

    /** {@link #ABSENT} when there is none. */
    int get(long key) {
        int at = slot(key);
        return keys[at] == key ? values[at] : ABSENT;
    }

    void put(long key, int value) {
        int at = slot(key);
        if (keys[at] != key) {
            if (2 * (size + 1) > keys.length) {
                grow();
                at = slot(key);
            }
            keys[at] = key;
            size++;
        }
        values[at] = value;
    }

    void remove(long key) {
        int hole = slot(key);
        if (keys[hole] != key) {
            return;
        }
        size--;
        int mask = keys.length - 1;
        // what was pushed on by this key moves back: a search must never meet a hole before its key
        for (int at = hole + 1 & mask; keys[at] != EMPTY; at = at + 1 & mask) {
            int home = home(keys[at]);
            if ((at - home & mask) >= (at - hole & mask)) {
                keys[hole] = keys[at];
                values[hole] = values[at];
                hole = at;
            }
        }
        keys[hole] = EMPTY;
    }

    int size() {
        return size;
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int at = home(key);
        while (keys[at] != EMPTY && keys[at] != key) {
            at = at + 1 & mask;
        }
        return at;
    }

    private int home(long key) {
        long mixed = key * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 32) & keys.length - 1;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = empty(2 * oldKeys.length);
        values = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != EMPTY) {
                int at = slot(oldKeys[i]);
                keys[at] = oldKeys[i];
                values[at] = oldValues[i];
            }
        }
    }

    private static long[] empty(int length) {
        long[] keys = new long[length];
        Arrays.fill(keys, EMPTY);
        return keys;
    }
}
