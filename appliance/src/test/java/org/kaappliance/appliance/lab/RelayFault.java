package org.kaappliance.appliance.lab;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What happens to some nodes in the middle of a stream.
 *
 * @param name for the table of what it cost
 * @param victims indices, 1 the first of the chain
 * @param survives whether the victims have the stream in the end all the same
 */
record RelayFault(String name, Kind kind, List<Integer> victims, Fate survives) {
    enum Kind {
        KILL,
        STOP,
        STOP_AND_CONTINUE,
        CABLE,
        CABLE_FOR_A_SECOND,
        HALF_OPEN,
        RESET
    }

    enum Fate {
        LOST,
        COMPLETE
    }

    /** A stopped or unplugged node stays so for this long, less than the patience of the sender. */
    private static final long PAUSE_MILLIS = 2000;

    static RelayFault lost(String name, Kind kind, Integer... victims) {
        return new RelayFault(name, kind, Arrays.asList(victims), Fate.LOST);
    }

    static RelayFault survived(String name, Kind kind, Integer... victims) {
        return new RelayFault(name, kind, Arrays.asList(victims), Fate.COMPLETE);
    }

    boolean isVictim(int index) {
        return victims.contains(index);
    }

    /** A process that is stopped cannot end by itself. */
    boolean leavesTheVictimHanging() {
        return kind == Kind.STOP;
    }

    /** Does it; returns when it is done, with the pause over where there is one. */
    void strike(RelayLab lab, RelayRun run) throws IOException, InterruptedException {
        for (int victim : victims) {
            switch (kind) {
                case KILL -> run.signal(run.receiver(victim), "KILL");
                case STOP, STOP_AND_CONTINUE -> run.signal(run.receiver(victim), "STOP");
                case CABLE, CABLE_FOR_A_SECOND -> lab.pullCable(victim);
                case HALF_OPEN -> lab.isolate(victim);
                case RESET -> lab.reset(victim, victim - 1);
            }
        }
        switch (kind) {
            case STOP_AND_CONTINUE -> {
                run.goOnFor(PAUSE_MILLIS);
                for (int victim : victims) {
                    run.signal(run.receiver(victim), "CONT");
                }
            }
            case CABLE_FOR_A_SECOND -> {
                run.goOnFor(PAUSE_MILLIS / 2);
                for (int victim : victims) {
                    lab.plugIn(victim);
                }
            }
            case KILL, STOP, CABLE, HALF_OPEN, RESET -> {}
        }
    }

    /** The survivors of a fleet of that size. */
    List<Integer> survivors(int nodes) {
        return IntStream.rangeClosed(1, nodes)
                .filter(index -> !isVictim(index) || survives == Fate.COMPLETE)
                .boxed()
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
