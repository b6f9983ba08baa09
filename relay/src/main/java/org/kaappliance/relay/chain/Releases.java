package org.kaappliance.relay.chain;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.kaappliance.relay.chain.SourceNode.State;
import org.kaappliance.relay.wire.Message.Pace;

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

    /** @param guests for whom those that wait for all others wait, too @param release takes who may leave now */
    void settle(Guests guests, long nowNanos, Consumer<SourceNode> release) {
        List<SourceNode> done =
                roster.with(State.DONE).stream().filter(node -> !node.released).toList();
        if (done.isEmpty()) {
            return;
        }
        List<SourceNode> incomplete = roster.all().stream()
                .filter(node -> node.isHere() && !node.complete)
                .toList();
        Set<String> needed = neededBy(incomplete);
        for (SourceNode node : done) {
            if (!node.hello.waits() && !needed.contains(node.id())) {
                release.accept(node);
            }
        }
        if (guests.active() == 0 && !roster.hasAny(State.ACTIVE) && !roster.hasAny(State.SUSPECT)) {
            releaseInTurn(done, nowNanos, release);
        }
    }

    /** All, when there is a node that the source could not serve; else who stands above one that needs bytes and is waited for. */
    private Set<String> neededBy(List<SourceNode> incomplete) {
        Set<String> needed = new HashSet<>();
        for (SourceNode node : incomplete) {
            if (chain.whyNotFromSource(node.received).isPresent()) {
                roster.all().forEach(any -> needed.add(any.id()));
                return needed;
            }
            Topology.Link link = chain.topology().linkOf(node.id());
            while (link != null && link.pace() == Pace.HOLDS && needed.add(link.parentId())) {
                link = chain.topology().linkOf(link.parentId());
            }
        }
        return needed;
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
