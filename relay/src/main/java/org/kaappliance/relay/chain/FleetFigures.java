package org.kaappliance.relay.chain;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.kaappliance.relay.Bottleneck;
import org.kaappliance.relay.NodeFigures;
import org.kaappliance.relay.NodeFigures.Standing;
import org.kaappliance.relay.wire.Message.WaitsFor;

/** What the operator sees of the fleet. */
final class FleetFigures {
    private static final double HELD = 0.2;
    /** Less than this between two ends is on its way. */
    private static final long IN_FLIGHT_BYTES = 1L << 20;

    private final Roster roster;
    private final ChainKeeper chain;

    FleetFigures(Roster roster, ChainKeeper chain) {
        this.roster = roster;
        this.chain = chain;
    }

    List<NodeFigures> of(long sentBytes, boolean hasStarted) {
        return roster.all().stream()
                .map(node -> new NodeFigures(
                        node.id(),
                        node.received,
                        node.sunk,
                        node.complete ? 0 : Math.round(node.pulse.receiving()),
                        lagOf(node, sentBytes),
                        standingOf(node, hasStarted),
                        node.reason))
                .toList();
    }

    private long lagOf(SourceNode node, long sentBytes) {
        Topology.Link link = chain.topology().linkOf(node.id());
        SourceNode parent = link == null ? null : roster.named(link.parentId());
        return Math.max(0, (parent == null ? sentBytes : parent.received) - node.received);
    }

    private Standing standingOf(SourceNode node, boolean hasStarted) {
        switch (node.state) {
            case DONE:
                return Standing.DONE;
            case LOST:
                return Standing.LOST;
            case SUSPECT:
                return Standing.SUSPECT;
            case ACTIVE:
                if (!hasStarted) {
                    return Standing.JOINED;
                }
                if (node.complete) {
                    return Standing.FINISHING;
                }
                return chain.topology().holds(node.id()) ? Standing.RECEIVING : Standing.STANDBY;
        }
        throw new AssertionError(node.state);
    }

    /** What limits the chain: a sink that holds it, the longest gap between two neighbours, or else the source itself. */
    Optional<Bottleneck> bottleneck(long sentBytes) {
        List<SourceNode> inChain = chain.inChain();
        if (inChain.isEmpty()) {
            return Optional.empty();
        }
        long rate = Math.round(inChain.stream()
                .mapToDouble(node -> node.pulse.receiving())
                .min()
                .orElse(0));
        SourceNode held = inChain.stream()
                .max(Comparator.comparingDouble(node -> node.pulse.heldShare()))
                .orElseThrow();
        if (held.pulse.heldShare() > HELD) {
            double without = Stragglers.capacityWithout(held, inChain).orElse(0);
            return Optional.of(new Bottleneck(Bottleneck.Limit.SINK, held.id(), rate, Math.round(without)));
        }
        // to blame is the first hop that stands while its parent has bytes for it: not one that waits for those behind
        // it
        Optional<SourceNode> behind = inChain.stream()
                .filter(node -> node.pulse.waitsFor() != WaitsFor.CHILD && lagOf(node, sentBytes) > IN_FLIGHT_BYTES)
                .max(Comparator.comparingLong(node -> lagOf(node, sentBytes)));
        return Optional.of(new Bottleneck(
                behind.isPresent() ? Bottleneck.Limit.LINK : Bottleneck.Limit.SOURCE,
                behind.map(SourceNode::id).orElse(""),
                rate,
                0));
    }
}
