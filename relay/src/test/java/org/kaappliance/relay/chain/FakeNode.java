package org.kaappliance.relay.chain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kaappliance.relay.wire.LinkLoss;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.Message.ChildLink;

/** A node engine with a pretended data plane. */
final class FakeNode {
    private static final long ACCEPT_WAIT_NANOS = Duration.ofSeconds(2).toNanos();

    final FakeFleet fleet;
    final String id;
    final int connection;
    final NodeEngine engine;
    final FakeData data;
    final List<Long> sink = new ArrayList<>();
    boolean dead;
    boolean silentDeath;
    boolean left;
    /** From here on, what this node sends to its children is damaged. */
    boolean corrupts;

    Optional<Optional<String>> end = Optional.empty();
    private Message.ParentLink parent;
    private boolean attached;
    private long since;
    private boolean complete;
    private boolean sunk;

    FakeNode(FakeFleet fleet, String id, int connection, int total) {
        this.fleet = fleet;
        this.id = id;
        this.connection = connection;
        this.engine = new NodeEngine(Duration.ofSeconds(5), fleet.nowNanos);
        this.data = new FakeData(total);
    }

    void hear(Message message) {
        if (isHere()) {
            engine.message(message, fleet.nowNanos);
        }
    }

    void controlClosed() {
        if (isHere()) {
            engine.controlLost("closed");
        }
    }

    private boolean isHere() {
        return !dead && !left;
    }

    void step() {
        if (!isHere()) {
            return;
        }
        receive();
        sink();
        engine.tick(data.received, sink.size(), fleet.nowNanos);
        engine.drain().forEach(this::carryOut);
    }

    private void sink() {
        for (int i = 0; i < 4 && sink.size() < data.received; i++) {
            sink.add(data.units[sink.size()]);
        }
        if (complete && !sunk && sink.size() == data.total) {
            sunk = true;
            engine.sinkDone(data.total, FakeFleet.DIGEST);
        }
    }

    private void receive() {
        if (parent == null) {
            return;
        }
        if (!fleet.isUp(parent.parentId())) {
            boolean isSilent = fleet.nodes.get(parent.parentId()).silentDeath;
            if (!isSilent) {
                lost(attached ? LinkLoss.CLOSED : LinkLoss.UNREACHABLE);
            } else if (fleet.nowNanos - since > ACCEPT_WAIT_NANOS) {
                lost(LinkLoss.SILENT);
            }
            return;
        }
        FakeData from = fleet.dataOf(parent.parentId());
        ChildLink link = new ChildLink(id, parent.epoch(), Message.Pace.HOLDS);
        if (!attached) {
            attach(from, link);
        } else if (!from.children.containsKey(link)) {
            lost(LinkLoss.CLOSED);
        } else {
            flow(from, link);
        }
    }

    private void attach(FakeData from, ChildLink link) {
        if (from.children.containsKey(link)) {
            if (data.received < from.oldest()) {
                lost(LinkLoss.WINDOW_LOST);
                return;
            }
            from.children.put(link, data.received);
            attached = true;
            engine.linkUp(link.epoch());
        } else if (fleet.nowNanos - since > ACCEPT_WAIT_NANOS) {
            lost(LinkLoss.REFUSED);
        }
    }

    private void flow(FakeData from, ChildLink link) {
        since = fleet.nowNanos;
        boolean damaged = fleet.nodes.containsKey(parent.parentId()) && fleet.nodes.get(parent.parentId()).corrupts;
        for (int i = 0; i < 1 + fleet.random.nextInt(3) && data.received < from.received && data.mayTake(); i++) {
            if (damaged) {
                lost(LinkLoss.BAD_BLOCK);
                return;
            }
            data.take(from.units[data.received]);
            from.children.put(link, data.received);
        }
        if (data.received == data.total && !complete) {
            complete = true;
            parent = null;
            engine.streamEnded(data.total);
        }
    }

    private void lost(LinkLoss loss) {
        int epoch = parent.epoch();
        parent = null;
        engine.linkLost(epoch, loss, "test", data.received, fleet.nowNanos);
    }

    private void carryOut(NodeEffect effect) {
        if (effect instanceof NodeEffect.Send send) {
            fleet.toSource(this, () -> fleet.source.message(connection, send.message(), fleet.nowNanos));
        } else if (effect instanceof NodeEffect.Connect connect) {
            parent = connect.parent();
            attached = false;
            since = fleet.nowNanos;
        } else if (effect instanceof NodeEffect.Serve serve) {
            data.serve(serve.children());
        } else if (effect instanceof NodeEffect.End over) {
            end = Optional.of(over.error());
            left = true;
            fleet.toSource(this, () -> fleet.source.controlLost(connection, "left"));
        }
    }
}
