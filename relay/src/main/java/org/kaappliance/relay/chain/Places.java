package org.kaappliance.relay.chain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.chain.SourceNode.State;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.Message.Pace;

/**
 * Where a node without a place goes: behind one whose window still has what it needs, which costs the source nothing; else, once the source has
 * nothing else to send, into a chain of all that wait, which the source serves from what it kept.
 */
final class Places {
    private static final Comparator<SourceNode> BY_POSITION = Comparator.<SourceNode>comparingLong(n -> n.received)
            .thenComparing((a, b) ->
                    Integer.compareUnsigned(Ipv4Subnet.toInt(a.hello.address()), Ipv4Subnet.toInt(b.hello.address())));

    private final Roster roster;
    private final Topology topology;
    private final KeptBytes kept;
    private final Runnable beforeLink;

    /** @param beforeLink called before each change of the topology */
    Places(Roster roster, Topology topology, KeptBytes kept, Runnable beforeLink) {
        this.roster = roster;
        this.topology = topology;
        this.kept = kept;
        this.beforeLink = beforeLink;
    }

    List<SourceNode> waiting() {
        return roster.with(State.ACTIVE).stream()
                .filter(node -> !node.complete && !topology.holds(node.id()))
                .sorted(BY_POSITION)
                .toList();
    }

    /** Makes the links of those for whom there is a place now. @return who still waits */
    List<SourceNode> fill(List<SourceNode> waiting) {
        List<SourceNode> rest = new ArrayList<>();
        for (SourceNode node : waiting) {
            if (!joinTail(node)) {
                rest.add(node);
            }
        }
        if (!rest.isEmpty() && isSourceFree()) {
            makeChain(rest);
            return List.of();
        }
        return rest;
    }

    /** Links a node behind one that keeps what it needs; false when there is none. */
    boolean joinTail(SourceNode node) {
        Optional<SourceNode> tail = tailFor(node);
        tail.ifPresent(parent -> link(node, parent.id(), paceBehind(parent, node)));
        return tail.isPresent();
    }

    /** True when a node with that position could be served by another node. */
    boolean isKeptByANode(long position) {
        return topology.nodes().stream().map(roster::named).anyMatch(node -> isTail(node) && node.keeps(position));
    }

    private Optional<SourceNode> tailFor(SourceNode node) {
        return topology.nodes().stream()
                .map(roster::named)
                .filter(other -> other != node && isTail(other) && hasRoom(other) && other.keeps(node.received))
                .min(Comparator.comparingInt(
                        other -> topology.childrenOf(other.id()).size()));
    }

    private boolean hasRoom(SourceNode node) {
        return topology.childrenOf(node.id()).size() < Message.Assign.MAX_CHILDREN;
    }

    private boolean isTail(SourceNode node) {
        boolean serves = node.is(State.ACTIVE) || node.is(State.DONE) && !node.released;
        return serves && !node.aside && topology.linkOf(node.id()).pace() == Pace.HOLDS && topology.isLeaf(node.id());
    }

    /** It is waited for when it is close, or when nobody could serve it once it had fallen behind. */
    private Pace paceBehind(SourceNode parent, SourceNode node) {
        boolean isClose = parent.complete || node.received >= parent.received - parent.hello.windowBytes() / 32;
        boolean isKept = kept.whyNot(0).isEmpty();
        return (isClose || !isKept) && !node.aside && !node.hasAll ? Pace.HOLDS : Pace.MAY_FALL_BEHIND;
    }

    private void link(SourceNode node, String parent, Pace pace) {
        beforeLink.run();
        topology.link(node.id(), parent, pace);
    }

    private boolean isSourceFree() {
        return topology.childrenOf(Topology.SOURCE).stream()
                .map(child -> roster.named(child.nodeId()))
                .allMatch(node -> node.complete || node.aside);
    }

    /** The one that has least comes first, so that what passes it is new for all behind it. Slow ones hang at the source, each alone. */
    private void makeChain(List<SourceNode> nodes) {
        String parent = Topology.SOURCE;
        for (SourceNode node : nodes) {
            if (node.aside || node.hasAll) {
                link(node, Topology.SOURCE, Pace.MAY_FALL_BEHIND);
            } else {
                link(node, parent, Pace.HOLDS);
                parent = node.id();
            }
        }
    }
}
