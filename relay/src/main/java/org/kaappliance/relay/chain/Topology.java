package org.kaappliance.relay.chain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.Message.ChildLink;

/**
 * Who is whose parent. A chain at the start; repairs keep it one, except that a node which only the source can still serve becomes a second
 * child of the source. The root is the source, named {@link #SOURCE}.
 */
final class Topology {
    static final String SOURCE = "";

    /** @param epoch in which the link was made */
    record Link(String parentId, int epoch) {}

    private final Map<String, Link> links = new LinkedHashMap<>();
    private int epoch = 1;

    /** @param chain the nodes, the source's child first */
    Topology(List<String> chain) {
        String parent = SOURCE;
        for (String node : chain) {
            links.put(node, new Link(parent, epoch));
            parent = node;
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

    Link linkOf(String node) {
        return links.get(node);
    }

    Collection<String> nodes() {
        return List.copyOf(links.keySet());
    }

    List<ChildLink> childrenOf(String parent) {
        List<ChildLink> children = new ArrayList<>();
        links.forEach((node, link) -> {
            if (link.parentId().equals(parent)) {
                children.add(new ChildLink(node, link.epoch(), Message.Pace.HOLDS));
            }
        });
        return children;
    }

    /** Takes a node out; its children get its parent. */
    void remove(String node) {
        Link gone = links.remove(node);
        childrenOf(node).forEach(child -> link(child.nodeId(), gone.parentId()));
    }

    /** Takes a node out and puts it behind the last descendant of its first child. No effect on a node without children. */
    void moveToTail(String node) {
        List<ChildLink> children = childrenOf(node);
        if (children.isEmpty()) {
            return;
        }
        remove(node);
        String tail = children.get(0).nodeId();
        for (List<ChildLink> next = childrenOf(tail); !next.isEmpty(); next = childrenOf(tail)) {
            tail = next.get(0).nodeId();
        }
        link(node, tail);
    }

    /** Makes a link of this epoch, in place of the one that the node had. */
    void link(String node, String parent) {
        links.put(node, new Link(parent, epoch));
    }
}
