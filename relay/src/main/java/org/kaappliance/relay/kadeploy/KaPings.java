package org.kaappliance.relay.kadeploy;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** When clients are pinged and given up: after 5 s without any event all are, and those that have not answered 5 s later are lost. */
final class KaPings {
    static final Duration QUIET = Duration.ofSeconds(5);
    static final Duration ANSWER = Duration.ofSeconds(5);

    private final Set<KaClient> awaited = new HashSet<>();
    private long eventNanos;
    private long pingedNanos;

    /** Something happened at the source. */
    void event(long nowNanos) {
        eventNanos = nowNanos;
    }

    /** A client said something. */
    void heard(KaClient client, long nowNanos) {
        event(nowNanos);
        awaited.remove(client);
    }

    /** It has a ping to answer. */
    boolean awaits(KaClient client) {
        return awaited.contains(client);
    }

    /** We stood still ourselves, and heard nobody. */
    void shift(long pausedNanos) {
        eventNanos += pausedNanos;
        pingedNanos += pausedNanos;
    }

    /** True when these are to be pinged now. */
    boolean isDue(Collection<KaClient> clients, long nowNanos) {
        if (!awaited.isEmpty() || clients.isEmpty() || nowNanos - eventNanos < QUIET.toNanos()) {
            return false;
        }
        awaited.addAll(clients);
        pingedNanos = nowNanos;
        return true;
    }

    /** Those that have not answered in time; said once. */
    List<KaClient> mute(long nowNanos) {
        if (awaited.isEmpty() || nowNanos - pingedNanos < ANSWER.toNanos()) {
            return List.of();
        }
        List<KaClient> mute = List.copyOf(awaited);
        awaited.clear();
        eventNanos = nowNanos;
        return mute;
    }
}
