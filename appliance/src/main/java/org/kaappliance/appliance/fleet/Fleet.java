package org.kaappliance.appliance.fleet;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.kaappliance.appliance.store.StoredNodes;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.NodeEvent;
import org.kaappliance.pxemenu.NodeLife;
import org.kaappliance.pxemenu.NodeRecord;
import org.kaappliance.pxemenu.NodeState;
import org.kaappliance.pxemenu.Transition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All machines that were named or seen. Thread-safe.
 *
 * <p>A transition is computed on the newest record, stored, and only then visible to {@link #find}: what firmware or a
 * command is told is always on the disk already.
 */
public final class Fleet {
    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);

    /** Machines that nobody named are kept up to this many, so that made-up addresses cannot fill the store. */
    private static final int MAX_UNKNOWN = 10_000;

    private final StoredNodes store;
    private final NodeLife life;
    private final InstantSource clock;
    private final Map<MacAddress, NodeRecord> durable = new ConcurrentHashMap<>();
    private final Map<MacAddress, NodeRecord> newest = new HashMap<>();
    /** Beside the store, which everybody who waits for a switch waits for: {@code status --follow} asks for all of them once a second. */
    private final Map<MacAddress, StoredNodes.Event> lastEvents = new ConcurrentHashMap<>();

    public Fleet(StoredNodes store, NodeLife life, InstantSource clock) {
        this.store = store;
        this.life = life;
        this.clock = clock;
        for (NodeRecord node : store.load()) {
            durable.put(node.mac(), node);
            newest.put(node.mac(), node);
        }
        lastEvents.putAll(store.lastEvents());
    }

    /** The stored record, if there is one. */
    public Optional<NodeRecord> find(MacAddress mac) {
        return Optional.ofNullable(durable.get(mac));
    }

    /** Finds a machine by its name, which is its own ({@link #isNameOfAnother}), or its hardware address, in any case. */
    public Optional<NodeRecord> find(String nameOrMac) {
        return all().stream()
                .filter(node -> node.name().equalsIgnoreCase(nameOrMac)
                        || node.mac()
                                .toString()
                                .equals(nameOrMac.toLowerCase(Locale.ROOT).replace('-', ':')))
                .findFirst();
    }

    /** True when another machine has this name. */
    public boolean isNameOfAnother(MacAddress mac, String name) {
        return durable.values().stream()
                .anyMatch(node ->
                        node.name().equalsIgnoreCase(name) && !node.mac().equals(mac));
    }

    /** True for a machine that somebody has vouched for. */
    public boolean isKnown(MacAddress mac) {
        return find(mac).filter(node -> node.state() != NodeState.UNKNOWN).isPresent();
    }

    /** Everything, by name. */
    public List<NodeRecord> all() {
        return durable.values().stream()
                .sorted(Comparator.comparing(NodeRecord::name).thenComparing(NodeRecord::mac))
                .toList();
    }

    /**
     * Applies an event. The future completes when the new record is durable (at once when nothing changed), with what
     * became of it.
     */
    public CompletableFuture<Transition> apply(MacAddress mac, NodeEvent event) {
        Instant now = clock.instant();
        synchronized (newest) {
            boolean seen = newest.containsKey(mac);
            NodeRecord before = seen ? newest.get(mac) : NodeRecord.unknown(mac, now);
            Transition transition = life.on(before, event, now);
            if (transition instanceof Transition.Refused refused) {
                LOG.info("{} not taken: {}", event.kind(), refused.reason());
                return CompletableFuture.completedFuture(transition);
            }
            NodeRecord after = transition.moved().orElseThrow();
            if (seen && after.equals(before) || !seen && after.state() == NodeState.UNKNOWN && isFull()) {
                return CompletableFuture.completedFuture(transition);
            }
            newest.put(mac, after);
            // Queued inside the lock, so the store sees the transitions of a machine in the order in which they were
            // computed; and the continuation is attached before anybody else can queue, so they are settled in that
            // order.
            StoredNodes.Event told =
                    new StoredNodes.Event(mac, now, after.state().name(), text(event, after));
            return store.save(after, told)
                    .handle((nothing, failure) -> settle(before, after, told, failure))
                    .thenApply(ok -> transition);
        }
    }

    private boolean isFull() {
        return newest.size() >= MAX_UNKNOWN;
    }

    private Void settle(NodeRecord before, NodeRecord after, StoredNodes.Event told, Throwable failure) {
        MacAddress mac = after.mac();
        synchronized (newest) {
            if (failure == null) {
                durable.put(mac, after);
                lastEvents.merge(mac, told, Fleet::later);
            } else if (newest.get(mac).equals(after)) {
                newest.put(mac, durable.getOrDefault(mac, before));
            }
        }
        if (failure != null) {
            throw new CompletionException(failure);
        }
        if (after.state() != before.state()) {
            LOG.info("{} {}: {} -> {} {}", after.name(), mac, before.state(), after.state(), after.detail());
        }
        return null;
    }

    /** Applies an event and waits until it is durable. Not on an event loop. */
    public Transition applyNow(MacAddress mac, NodeEvent event) {
        return apply(mac, event).join();
    }

    private static String text(NodeEvent event, NodeRecord after) {
        return after.detail().isEmpty() ? event.kind().name().toLowerCase(Locale.ROOT) : after.detail();
    }

    /** Keeps something for {@code status NODE} that changes no state. */
    public void note(MacAddress mac, String kind, String text) {
        StoredNodes.Event event = new StoredNodes.Event(mac, clock.instant(), kind, text);
        lastEvents.merge(mac, event, Fleet::later);
        store.note(event);
    }

    /** What became durable late is not told over what happened since. */
    private static StoredNodes.Event later(StoredNodes.Event last, StoredNodes.Event now) {
        return now.at().isBefore(last.at()) ? last : now;
    }

    public List<StoredNodes.Event> events(MacAddress mac, int most) {
        return store.events(mac, most);
    }

    /** What happened last to every machine to which anything has. */
    public Map<MacAddress, StoredNodes.Event> lastEvents() {
        return Map.copyOf(lastEvents);
    }
}
