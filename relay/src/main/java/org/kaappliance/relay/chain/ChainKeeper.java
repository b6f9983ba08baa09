package org.kaappliance.relay.chain;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.kaappliance.relay.SendEvent;
import org.kaappliance.relay.chain.SourceNode.Complaint;
import org.kaappliance.relay.chain.SourceNode.State;
import org.kaappliance.relay.wire.LinkLoss;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.Message.Pace;

/** Keeps the chain whole: takes out who is lost, moves who is to blame, places who waits, and tells everybody whose place has changed. */
final class ChainKeeper {
    private final SourceSettings settings;
    private final Roster roster;
    private final KeptBytes kept;
    private final Consumer<SourceEffect> effects;
    private final Set<String> gone = new HashSet<>();
    private Topology topology = new Topology(List.of(), 1);
    private Places places;
    private List<Message.ChildLink> served = List.of();
    private boolean relink;
    private boolean repaired;

    ChainKeeper(SourceSettings settings, Roster roster, KeptBytes kept, Consumer<SourceEffect> effects) {
        this.settings = settings;
        this.roster = roster;
        this.kept = kept;
        this.effects = effects;
        this.places = new Places(roster, topology, kept, this::beginRelink);
    }

    /** @param nodes in the order of the chain, the source's first child first */
    void start(List<String> nodes) {
        topology = new Topology(nodes, settings.terms().arity());
        places = new Places(roster, topology, kept, this::beginRelink);
        assign();
    }

    Topology topology() {
        return topology;
    }

    /** Those that take the stream and for whom the others wait. */
    List<SourceNode> inChain() {
        return roster.with(State.ACTIVE).stream()
                .filter(node -> !node.complete && !node.aside && topology.holds(node.id()))
                .toList();
    }

    /** The next {@link #repair} takes it out. */
    void lose(String nodeId) {
        if (topology.holds(nodeId)) {
            gone.add(nodeId);
            repaired = true;
        }
    }

    /** As {@link #lose}, of a node that nobody needs any more. */
    void leave(String nodeId) {
        if (topology.holds(nodeId)) {
            gone.add(nodeId);
        }
    }

    /** Why a node that has {@code position} bytes can be served by nobody; empty when it can. */
    Optional<String> whyNot(long position) {
        return places.isKeptByANode(position) ? Optional.empty() : kept.whyNot(position);
    }

    /** Why the source itself cannot serve it; empty when it can. */
    Optional<String> whyNotFromSource(long position) {
        return kept.whyNot(position);
    }

    /** Nobody waits for it any more: it goes behind a tail, or waits until the source is free. */
    void moveAside(SourceNode node) {
        beginRelink();
        repaired = true;
        node.aside = true;
        if (topology.holds(node.id())) {
            topology.remove(node.id());
        }
        forgetPlace(node);
        places.joinTail(node);
    }

    void orphaned(SourceNode node, Message.Orphan orphan, long nowNanos) {
        boolean isCurrent = topology.holds(node.id())
                && !gone.contains(node.id())
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
            boolean isDue = node.complaint.filter(c -> isDue(node, c, nowNanos)).isPresent();
            if (isDue && topology.holds(node.id()) && !gone.contains(parentOf(node))) {
                blameParentOf(node, node.complaint.get(), giveUp);
            }
        }
    }

    /** The source is not to blame before another second has passed: somebody may keep its port busy. */
    private boolean isDue(SourceNode node, Complaint complaint, long nowNanos) {
        boolean isAgainAtSource = node.complaints > 0
                && topology.holds(node.id())
                && parentOf(node).equals(Topology.SOURCE);
        Duration grace = isAgainAtSource ? SourceSettings.BACK_OFF : SourceSettings.GRACE;
        return complaint.loss() == LinkLoss.WINDOW_LOST || nowNanos - complaint.sinceNanos() >= grace.toNanos();
    }

    /** A node that has everything asks its new parent for nothing: it must not be waited for. */
    private Pace paceAtTail(String nodeId) {
        SourceNode node = roster.named(nodeId);
        return node != null && node.complete ? Pace.MAY_FALL_BEHIND : Pace.HOLDS;
    }

    private void blameParentOf(SourceNode node, Complaint complaint, BiConsumer<SourceNode, String> giveUp) {
        node.complaint = Optional.empty();
        repaired = true;
        boolean isAtSource = parentOf(node).equals(Topology.SOURCE);
        boolean mayFallBehind = topology.linkOf(node.id()).pace() == Pace.MAY_FALL_BEHIND;
        if (complaint.loss() == LinkLoss.WINDOW_LOST) {
            if (isAtSource) {
                giveUp.accept(node, "window lost: " + complaint.detail());
            } else if (mayFallBehind || !topology.hasChildren(node.id())) {
                takeOut(node);
            } else {
                beginRelink();
                topology.link(node.id(), Topology.SOURCE, paceAtSource());
            }
            return;
        }
        int complaints = node.complain();
        if (complaints >= SourceSettings.MAX_COMPLAINTS) {
            giveUp.accept(node, "receives from no parent: " + complaint.detail());
            return;
        }
        beginRelink();
        if (isAtSource) {
            topology.link(node.id(), Topology.SOURCE, topology.linkOf(node.id()).pace());
        } else if (complaints >= SourceSettings.MAX_BLAMED
                || mayFallBehind
                || !topology.moveToTail(parentOf(node), paceAtTail(parentOf(node)))) {
            takeOut(node);
        }
    }

    /** Who takes what others wait for behind it: the chain does not wait for it when all of the stream is kept. */
    private Pace paceAtSource() {
        return kept.whyNot(0).isEmpty() ? Pace.MAY_FALL_BEHIND : Pace.HOLDS;
    }

    private void takeOut(SourceNode node) {
        beginRelink();
        topology.remove(node.id());
        forgetPlace(node);
    }

    private static void forgetPlace(SourceNode node) {
        node.assigned = Optional.empty();
        node.complaint = Optional.empty();
        node.knowsStandby = false;
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

    /**
     * Makes one new epoch of all that happened since the last call; its number, when something had to be repaired.
     *
     * @param giveUp takes a node that nobody can serve any more, and why
     */
    OptionalInt repair(BiConsumer<SourceNode, String> giveUp) {
        if (!gone.isEmpty()) {
            beginRelink();
            gone.forEach(topology::remove);
            gone.clear();
        }
        placeTheWaiting(giveUp);
        if (!relink) {
            return OptionalInt.empty();
        }
        relink = false;
        assign();
        boolean isRepair = repaired;
        repaired = false;
        return isRepair ? OptionalInt.of(topology.epoch()) : OptionalInt.empty();
    }

    private void placeTheWaiting(BiConsumer<SourceNode, String> giveUp) {
        List<SourceNode> waiting = places.waiting();
        if (waiting.isEmpty()) {
            return;
        }
        for (SourceNode node : places.fill(waiting)) {
            Optional<String> whyNot = whyNot(node.received);
            if (whyNot.isPresent()) {
                giveUp.accept(node, "cannot catch up from byte " + node.received + ": " + whyNot.get());
            } else if (!node.knowsStandby) {
                node.knowsStandby = true;
                String reason = "waits until the chain has passed, then catches up from byte " + node.received;
                effects.accept(new SourceEffect.Send(node.connection, new Message.Standby(topology.epoch(), reason)));
            }
        }
    }

    private void assign() {
        for (String id : topology.nodes()) {
            SourceNode node = roster.named(id);
            Message.Assign now = assignmentOf(node);
            boolean isAsBefore = node.assigned
                    .filter(old -> (node.complete || old.parent().equals(now.parent()))
                            && old.children().equals(now.children()))
                    .isPresent();
            if (!isAsBefore) {
                tellPlace(node, now);
            }
        }
        List<Message.ChildLink> children = topology.childrenOf(Topology.SOURCE);
        if (!children.equals(served)) {
            served = children;
            effects.accept(new SourceEffect.Serve(children));
        }
    }

    private void tellPlace(SourceNode node, Message.Assign now) {
        boolean isFirst = node.assigned.isEmpty();
        node.complaint = Optional.empty();
        node.assigned = Optional.of(now);
        node.knowsStandby = false;
        effects.accept(new SourceEffect.Send(node.connection, now));
        if (isFirst && topology.epoch() > 1) {
            effects.accept(new SourceEffect.Emit(new SendEvent.Returned(node.id(), node.received)));
        }
    }

    private Message.Assign assignmentOf(SourceNode node) {
        Topology.Link link = topology.linkOf(node.id());
        SourceNode parent = roster.named(link.parentId());
        Message.ParentLink parentLink = parent == null
                ? new Message.ParentLink(Topology.SOURCE, settings.address(), settings.dataPort(), link.epoch())
                : new Message.ParentLink(parent.id(), parent.hello.address(), parent.hello.dataPort(), link.epoch());
        return new Message.Assign(topology.epoch(), parentLink, topology.childrenOf(node.id()));
    }
}
