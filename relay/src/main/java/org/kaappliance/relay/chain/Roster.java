package org.kaappliance.relay.chain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.NodeOutcome;
import org.kaappliance.relay.chain.SourceNode.State;

/** The nodes that ever joined a session, by name and by control connection. */
final class Roster {
    private static final Comparator<SourceNode> BY_ADDRESS =
            (a, b) -> Integer.compareUnsigned(Ipv4Subnet.toInt(a.hello.address()), Ipv4Subnet.toInt(b.hello.address()));

    private final Map<String, SourceNode> nodes = new LinkedHashMap<>();
    private final Map<Long, String> connections = new HashMap<>();

    int size() {
        return nodes.size();
    }

    /** Adds a node, or puts it in the place of the one of that name. */
    void add(SourceNode node) {
        nodes.put(node.id(), node);
        connections.put(node.connection, node.id());
    }

    /** Null for the source, and for a name that never joined. */
    SourceNode named(String id) {
        return nodes.get(id);
    }

    /** Null when the connection belongs to nobody, or to a node that has joined again since. */
    SourceNode at(long connection) {
        String id = connections.get(connection);
        SourceNode node = id == null ? null : nodes.get(id);
        return node != null && node.connection == connection ? node : null;
    }

    /** Forgets a connection; false when it was already gone. */
    boolean hangUp(long connection) {
        return connections.remove(connection) != null;
    }

    /** Forgets all nodes that stand like this, as if they had never joined. */
    void forget(State state) {
        nodes.values().removeIf(node -> node.is(state));
    }

    boolean isConnected(SourceNode node) {
        return connections.containsKey(node.connection);
    }

    List<SourceNode> all() {
        return List.copyOf(nodes.values());
    }

    List<SourceNode> with(State state) {
        return nodes.values().stream().filter(node -> node.is(state)).toList();
    }

    boolean hasAny(State state) {
        return nodes.values().stream().anyMatch(node -> node.is(state));
    }

    /** Those that are told that the source lives. */
    List<SourceNode> unreleased() {
        return nodes.values().stream()
                .filter(node -> node.isHere() || node.is(State.DONE) && !node.released)
                .toList();
    }

    /** Those of them that hear it. */
    List<SourceNode> connected() {
        return unreleased().stream().filter(this::isConnected).toList();
    }

    /** Brings all nodes into the order of the chain: by hint, so that neighbours are close, then by address. */
    void order() {
        List<SourceNode> ordered = new ArrayList<>(nodes.values());
        ordered.sort(Comparator.comparing((SourceNode node) -> node.hello.hint())
                .thenComparing(BY_ADDRESS)
                .thenComparing(SourceNode::id));
        nodes.clear();
        ordered.forEach(node -> nodes.put(node.id(), node));
    }

    List<NodeOutcome> outcomes() {
        return nodes.values().stream().map(SourceNode::outcome).toList();
    }
}
