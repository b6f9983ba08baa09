package org.kaappliance.relay.chain;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kaappliance.relay.chain.SourceNode.State;

/** When a node that is done may leave: nobody needs its bytes any more; and when it waits for the others: all are done, and its turn has come. */
final class Releases {
    private final Roster roster;
    private final ChainKeeper chain;
    private final Duration stagger;
    private Optional<Long> lastNanos = Optional.empty();

    Releases(Roster roster, ChainKeeper chain, Duration stagger) {
        this.roster = roster;
        this.chain = chain;
        this.stagger = stagger;
    }

    /** @param release takes who may leave now */
    void settle(long nowNanos, Consumer<SourceNode> release) {
        List<SourceNode> done =
                roster.with(State.DONE).stream().filter(node -> !node.released).toList();
        if (done.isEmpty()) {
            return;
        }
        List<SourceNode> incomplete = roster.with(State.ACTIVE).stream()
                .filter(node -> !node.complete)
                .toList();
        boolean canAllBeServed = incomplete.stream()
                .allMatch(node -> chain.whyNotFromSource(node.received).isEmpty());
        for (SourceNode node : done) {
            boolean isFree = incomplete.isEmpty() || canAllBeServed && isAboveNone(node, incomplete);
            if (isFree && !node.hello.waits()) {
                release.accept(node);
            }
        }
        if (!roster.hasAny(State.ACTIVE) && !roster.hasAny(State.SUSPECT)) {
            releaseInTurn(done, nowNanos, release);
        }
    }

    private boolean isAboveNone(SourceNode node, List<SourceNode> incomplete) {
        return incomplete.stream().noneMatch(other -> chain.topology().isAbove(node.id(), other.id()));
    }

    private void releaseInTurn(List<SourceNode> done, long nowNanos, Consumer<SourceNode> release) {
        for (SourceNode node : done) {
            boolean isItsTurn = lastNanos.isEmpty() || nowNanos - lastNanos.get() >= stagger.toNanos();
            if (!node.released && node.hello.waits() && isItsTurn) {
                lastNanos = Optional.of(nowNanos);
                release.accept(node);
            }
        }
    }
}
