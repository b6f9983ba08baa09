package org.kaappliance.tftp;

import java.util.ArrayDeque;

/**
 * New transfers of large contents that are put off while the network is overrun, so that the running ones come through: a boot
 * ROM asks again for many seconds before its first packet, but is lost soon when one in the middle stays away. First
 * come, first served; one every {@value #TRICKLE_NANOS} ns even then, and nobody waits longer than {@value #PATIENCE_NANOS} ns. Pure.
 */
final class WaitingRoom<T> {
    static final long PATIENCE_NANOS = 2_000_000_000L;
    static final long TRICKLE_NANOS = 50_000_000L;

    private record Guest<T>(T who, long sinceNanos) {}

    private final ArrayDeque<Guest<T>> guests = new ArrayDeque<>();
    private long lastLetInNanos;

    WaitingRoom(long nowNanos) {
        lastLetInNanos = nowNanos;
    }

    void add(T one, long nowNanos) {
        guests.add(new Guest<>(one, nowNanos));
    }

    boolean isEmpty() {
        return guests.isEmpty();
    }

    /** The next one who may begin now, or null. */
    T letIn(Congestion congestion, long nowNanos) {
        Guest<T> first = guests.peek();
        if (first == null) {
            return null;
        }
        boolean may = nowNanos - first.sinceNanos() >= PATIENCE_NANOS
                || nowNanos - lastLetInNanos >= TRICKLE_NANOS
                || !congestion.isNow(nowNanos);
        if (!may) {
            return null;
        }
        lastLetInNanos = nowNanos;
        return guests.poll().who();
    }
}
