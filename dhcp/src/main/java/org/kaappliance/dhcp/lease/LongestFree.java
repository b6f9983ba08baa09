package org.kaappliance.dhcp.lease;

import java.util.Arrays;

/** The rows of one pool in the order in which their addresses are, or become, free: a binary heap. */
final class LongestFree {
    private final LeaseRows rows;
    private int[] heap = new int[16];
    private int size;

    LongestFree(LeaseRows rows) {
        this.rows = rows;
    }

    /** The row that is free first; {@link LeaseRows#NONE} when there is no row. */
    int first() {
        return size == 0 ? LeaseRows.NONE : heap[0];
    }

    /** Adds the row, or moves it to where it belongs now. */
    void place(int row) {
        int at = rows.heapPlace(row);
        if (at == LeaseRows.NONE) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, 2 * size);
            }
            at = size++;
            set(at, row);
        }
        sink(rise(at));
    }

    void remove(int row) {
        int at = rows.heapPlace(row);
        if (at == LeaseRows.NONE) {
            return;
        }
        rows.setHeapPlace(row, LeaseRows.NONE);
        int last = heap[--size];
        if (last != row) {
            set(at, last);
            sink(rise(at));
        }
    }

    private int rise(int from) {
        int at = from;
        while (at > 0 && isBefore(heap[at], heap[(at - 1) / 2])) {
            swap(at, (at - 1) / 2);
            at = (at - 1) / 2;
        }
        return at;
    }

    private void sink(int from) {
        int at = from;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], heap[at])) {
                return;
            }
            swap(at, child);
            at = child;
        }
    }

    private boolean isBefore(int row, int other) {
        long difference = rows.freeAtMillis(row) - rows.freeAtMillis(other);
        return difference < 0 || difference == 0 && Integer.compareUnsigned(rows.address(row), rows.address(other)) < 0;
    }

    private void swap(int a, int b) {
        int row = heap[a];
        set(a, heap[b]);
        set(b, row);
    }

    private void set(int place, int row) {
        heap[place] = row;
        rows.setHeapPlace(row, place);
    }
}
