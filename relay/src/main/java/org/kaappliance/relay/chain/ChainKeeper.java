package org.kaappliance.relay.chain;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.kaappliance.relay.chain.SourceNode.Complaint;
import org.kaappliance.relay.chain.SourceNode.State;
import org.kaappliance.relay.wire.LinkLoss;
import org.kaappliance.relay.wire.Message;

/** Keeps the chain whole: takes out who is lost, moves who is to blame, and tells everybody whose place has changed. */
final class ChainKeeper {
    private final SourceSettings settings;
    private final Roster roster;
    private final Consumer<SourceEffect> effects;
    private final Set<String> lost = new HashSet<>();
    private Topology topology = new Topology(List.of());
    private List<Message.ChildLink> served = List.of();
    private boolean relink;

    ChainKeeper(SourceSettings settings, Roster roster, Consumer<SourceEffect> effects) {
        this.settings = settings;
        this.roster = roster;
        this.effects = effects;
    }

    /** @param chain the nodes, the source's child first */
    void start(List<String> chain) {
        topology = new Topology(chain);
        assign();
    }

    /** The next {@link #repair} takes it out. */
    void lose(String nodeId) {
        if (topology.holds(nodeId)) {
            lost.add(nodeId);
        }
    }

    void orphaned(SourceNode node, Message.Orphan orphan, long nowNanos) {
        boolean isCurrent = topology.holds(node.id())
                && topology.linkOf(node.id()).epoch() == orphan.epoch()
                && node.is(State.ACTIVE)
                && !node.complete;
        if (isCurrent && node.complaint.isEmpty()) {
            node.complaint = Optional.of(new Complaint(orphan.loss(), orphan.detail(), nowNanos));
        }
    }

    /**
     * Acts on the complaints whose parent has not turned out to be lost in the meantime.
     *
     * @param giveUp takes a node that no parent can serve, and why
     */
    void blameParents(long nowNanos, BiConsumer<SourceNode, String> giveUp) {
        for (SourceNode node : roster.with(State.ACTIVE)) {
            boolean isDue = node.complaint
                    .filter(c -> c.loss() == LinkLoss.WINDOW_LOST
                            || nowNanos - c.sinceNanos() >= SourceSettings.GRACE.toNanos())
                    .isPresent();
            if (isDue && topology.holds(node.id()) && !lost.contains(parentOf(node))) {
                blameParentOf(node, node.complaint.get(), giveUp);
            }
        }
    }

    private void blameParentOf(SourceNode node, Complaint complaint, BiConsumer<SourceNode, String> giveUp) {
        node.complaint = Optional.empty();
        boolean isWindowLost = complaint.loss() == LinkLoss.WINDOW_LOST;
        boolean isAtSource = parentOf(node).equals(Topology.SOURCE);
        if (isWindowLost && isAtSource) {
            giveUp.accept(node, "window lost: " + complaint.detail());
            return;
        }
        if (node.complain(settings.windowBytes()) >= SourceSettings.MAX_COMPLAINTS) {
            giveUp.accept(node, "receives from no parent: " + complaint.detail());
            return;
        }
        beginRelink();
        if (isAtSource || isWindowLost) {
            topology.link(node.id(), Topology.SOURCE);
        } else {
            topology.moveToTail(parentOf(node));
        }
    }

    private String parentOf(SourceNode node) {
        return topology.linkOf(node.id()).parentId();
    }

    private void beginRelink() {
        if (!relink) {
            relink = true;
            topology.beginEpoch();
        }
    }

    /** Makes one new epoch of all that happened since the last call; its number, when there was anything. */
    OptionalInt repair() {
        if (!lost.isEmpty()) {
            beginRelink();
            lost.forEach(topology::remove);
            lost.clear();
        }
        if (!relink) {
            return OptionalInt.empty();
        }
        relink = false;
        assign();
        return OptionalInt.of(topology.epoch());
    }

    private void assign() {
        for (String id : topology.nodes()) {
            SourceNode node = roster.named(id);
            Message.Assign now = assignmentOf(node);
            boolean isAsBefore = node.assigned
                    .filter(old ->
                            old.parent().equals(now.parent()) && old.children().equals(now.children()))
                    .isPresent();
            if (!isAsBefore) {
                node.complaint = Optional.empty();
                node.assigned = Optional.of(now);
                effects.accept(new SourceEffect.Send(node.connection, now));
            }
        }
        List<Message.ChildLink> children = topology.childrenOf(Topology.SOURCE);
        if (!children.equals(served)) {
            served = children;
            effects.accept(new SourceEffect.Serve(children));
        }
    }

    private Message.Assign assignmentOf(SourceNode node) {
        Topology.Link link = topology.linkOf(node.id());
        SourceNode parent = roster.named(link.parentId());
        Message.ParentLink parentLink = parent == null
                ? new Message.ParentLink(Topology.SOURCE, settings.address(), settings.dataPort(), link.epoch())
                : new Message.ParentLink(parent.id(), parent.hello.address(), parent.dataPort, link.epoch());
        return new Message.Assign(topology.epoch(), parentLink, topology.childrenOf(node.id()));
    }
}
