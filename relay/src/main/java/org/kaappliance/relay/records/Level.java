package org.kaappliance.relay.records;

import java.util.ArrayList;
import java.util.List;

/** How hard a record is compressed. @param zstd its level, negative for its fast ones; 0: not at all */
record Level(int zstd) {
    static final Level STORE = new Level(0);

    private static final int[] RUNGS = {19, 16, 13, 10, 8, 6, 5, 4, 3, 2, 1, -3, -10};

    boolean stores() {
        return zstd == 0;
    }

    /** From the level that was asked for down to none. */
    static List<Level> ladder(int asked) {
        List<Level> ladder = new ArrayList<>();
        ladder.add(new Level(asked));
        for (int rung : RUNGS) {
            if (rung < asked) {
                ladder.add(new Level(rung));
            }
        }
        ladder.add(STORE);
        return ladder;
    }
}
