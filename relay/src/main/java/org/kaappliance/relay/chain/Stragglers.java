package org.kaappliance.relay.chain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import org.kaappliance.relay.chain.SourceNode.State;
import org.kaappliance.relay.wire.Message.Pace;
import org.kaappliance.relay.wire.Message.WaitsFor;

/** Finds the nodes for which the others wait, and for which they should not. */
final class Stragglers {
    private final SourceSettings settings;
    private final Roster roster;
    private final ChainKeeper chain;
    private final Map<String, String> remarks = new LinkedHashMap<>();

    Stragglers(SourceSettings settings, Roster roster, ChainKeeper chain) {
        this.settings = settings;
        this.roster = roster;
        this.chain = chain;
    }

    /** What there is to say of them at the end. */
    List<String> remarks() {
        return new ArrayList<>(remarks.values());
    }

    /**
     * Moves aside whoever holds the others.
     *
     * @param sentBytes what was read from the source
     * @param tell what happened to whom
     */
    void check(long sentBytes, long nowNanos, BiConsumer<SourceNode, String> tell) {
        List<SourceNode> inChain = chain.inChain();
        roster.with(State.ACTIVE).stream()
                .filter(node -> !chain.topology().holds(node.id()))
                .forEach(node -> node.receivedNanos = nowNanos); // without a place, nothing can come
        for (SourceNode node : inChain) {
            Optional<String> why = isFrozen(node, sentBytes, nowNanos)
                    ? Optional.of("takes no bytes, though its parent has them for it")
                    : tooSlow(node, inChain);
            if (why.isPresent()) {
                moveAside(node, why.get(), tell);
                return; // one at a time: it changes what can be said of the others
            }
        }
    }

    private void moveAside(SourceNode node, String why, BiConsumer<SourceNode, String> tell) {
        Optional<String> whyNot = chain.whyNotFromSource(0);
        String remark = node.id() + ": " + why + "; ";
        if (whyNot.isPresent()) {
            if (remarks.put(node.id(), remark + "the others wait for it, since it could not catch up: " + whyNot.get())
                    == null) {
                tell.accept(node, why + "; the others wait for it: " + whyNot.get());
            }
            return;
        }
        remarks.put(
                node.id(),
                remark + "moved aside at byte " + node.received + ", after it had held the chain for "
                        + node.pulse.heldMillis() / 1000.0 + " s");
        chain.moveAside(node);
        tell.accept(node, why);
    }

    private boolean isFrozen(SourceNode node, long sentBytes, long nowNanos) {
        Topology.Link link = chain.topology().linkOf(node.id());
        SourceNode parent = roster.named(link.parentId());
        long parentHas = parent == null ? sentBytes : parent.received;
        return link.pace() == Pace.HOLDS
                && node.pulse.waitsFor() == WaitsFor.NOTHING
                && parentHas > node.received
                && nowNanos - node.receivedNanos >= frozenAfter().toNanos();
    }

    private Duration frozenAfter() {
        return settings.terms().suspicion().multipliedBy(2);
    }

    private Optional<String> tooSlow(SourceNode node, List<SourceNode> inChain) {
        double floor = settings.terms().floor();
        if (floor == 0 || node.pulse.heldShare() <= 1 - floor || !node.pulse.isCapacityKnown()) {
            return Optional.empty();
        }
        OptionalDouble others = medianWithout(node, inChain);
        if (others.isEmpty() || node.pulse.capacity() >= floor * others.getAsDouble()) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "its sink takes %.1f MB/s, most others could take %.1f MB/s",
                node.pulse.capacity() / 1e6,
                others.getAsDouble() / 1e6));
    }

    /** What at least half of the others can take: two slow ones do not hide each other. Empty when there is none. */
    private static OptionalDouble medianWithout(SourceNode node, List<SourceNode> inChain) {
        double[] others = inChain.stream()
                .filter(other -> other != node)
                .mapToDouble(other -> other.pulse.capacity())
                .sorted()
                .toArray();
        return others.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(others[(others.length - 1) / 2]);
    }

    /** What the others can take at least; empty when there is none. */
    static OptionalDouble capacityWithout(SourceNode node, List<SourceNode> inChain) {
        return inChain.stream()
                .filter(other -> other != node)
                .mapToDouble(other -> other.pulse.capacity())
                .min();
    }
}
