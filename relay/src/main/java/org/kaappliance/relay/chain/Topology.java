package org.kaappliance.relay.chain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.Message.ChildLink;
import org.kaappliance.relay.wire.Message.Pace;

/**
 * Who is whose parent: a chain, or a tree of some arity, at the start; what repairs and late nodes make of it later. The root is the source,
 * named {@link #SOURCE}, and may have any number of children, a node at most {@link Message.Assign#MAX_CHILDREN}.
 */
final class Topology {
    static final String SOURCE = "";

    /** @param epoch in which the link was made */
    record Link(String parentId, int epoch, Pace pace) {}

    private final Map<String, Link> links = new LinkedHashMap<>();
    private final Map<String, Set<String>> children = new HashMap<>();
    private int epoch = 1;

    /** @param nodes in order, the source's first child first @param arity how many children each has */
    Topology(List<String> nodes, int arity) {
        for (int i = 0; i < nodes.size(); i++) {
            link(nodes.get(i), i < arity ? SOURCE : nodes.get(i / arity - 1), Pace.HOLDS);
        }
    }

    int epoch() {
        return epoch;
    }

    /** All changes until the next call belong to this epoch. */
    void beginEpoch() {
        epoch++;
    }

    boolean holds(String node) {
        return links.containsKey(node);
    }

    /** Null for one that has no place. */
    Link linkOf(String node) {
        return links.get(node);
    }

    Collection<String> nodes() {
        return List.copyOf(links.keySet());
    }

    List<ChildLink> childrenOf(String parent) {
        List<ChildLink> out = new ArrayList<>();
        for (String child : namesUnder(parent)) {
            Link link = links.get(child);
            out.add(new ChildLink(child, link.epoch(), link.pace()));
        }
        return out;
    }

    boolean hasChildren(String parent) {
        return !namesUnder(parent).isEmpty();
    }

    /** True when no child of it is waited for. */
    boolean isLeaf(String node) {
        return firstHolding(node).isEmpty();
    }

    /** Takes a node out; its children get its parent. No effect on one that has no place. */
    void remove(String node) {
        Link gone = links.remove(node);
        if (gone == null) {
            return;
        }
        namesUnder(gone.parentId()).remove(node);
        for (String child : List.copyOf(namesUnder(node))) {
            link(child, gone.parentId(), links.get(child).pace());
        }
        children.remove(node);
    }

    /** Takes a node out and puts it behind the last of those that follow its first child that is waited for; false when it has none. */
    boolean moveToTail(String node, Pace pace) {
        Optional<String> first = firstHolding(node);
        if (first.isEmpty()) {
            return false;
        }
        remove(node);
        String tail = first.get();
        for (Optional<String> next = firstHolding(tail); next.isPresent(); next = firstHolding(tail)) {
            tail = next.get();
        }
        link(node, tail, pace);
        return true;
    }

    private Optional<String> firstHolding(String node) {
        return namesUnder(node).stream()
                .filter(child -> links.get(child).pace() == Pace.HOLDS)
                .findFirst();
    }

    /** Makes a link of this epoch, in place of the one that the node had; under the first descendant with room when the parent has none. */
    void link(String node, String wantedParent, Pace pace) {
        String parent = wantedParent;
        while (!parent.equals(SOURCE) && namesUnder(parent).size() >= Message.Assign.MAX_CHILDREN) {
            parent = namesUnder(parent).iterator().next();
        }
        Link before = links.put(node, new Link(parent, epoch, pace));
        if (before != null) {
            namesUnder(before.parentId()).remove(node);
        }
        namesUnder(parent).add(node);
    }

    private Set<String> namesUnder(String parent) {
        return children.computeIfAbsent(parent, p -> new LinkedHashSet<>());
    }
}
