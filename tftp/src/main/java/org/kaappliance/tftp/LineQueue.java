package org.kaappliance.tftp;

import java.util.ArrayDeque;

/**
 * Who may send next on one socket. Small contents (menus, and every first packet) go ahead of large ones, which take turns;
 * but after {@value #EXPRESS_IN_A_ROW} of the former one of the latter has its turn, so nobody starves. Pure.
 */
final class LineQueue<T> {
    private static final int EXPRESS_IN_A_ROW = 16;

    /** How urgent a turn is. */
    enum Lane {
        EXPRESS,
        BULK
    }

    private final ArrayDeque<T> express = new ArrayDeque<>();
    private final ArrayDeque<T> bulk = new ArrayDeque<>();
    private int expressInARow;

    void add(Lane lane, T one) {
        (lane == Lane.EXPRESS ? express : bulk).add(one);
    }

    /** The next one, or null when nobody waits. */
    T poll() {
        if (!express.isEmpty() && (bulk.isEmpty() || expressInARow < EXPRESS_IN_A_ROW)) {
            expressInARow++;
            return express.poll();
        }
        expressInARow = 0;
        return bulk.poll();
    }

    int size() {
        return express.size() + bulk.size();
    }
}
