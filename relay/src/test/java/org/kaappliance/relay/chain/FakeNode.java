package org.kaappliance.relay.chain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.wire.LinkLoss;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.Message.Pace;

/** A node engine with a pretended data plane. */
final class FakeNode {
    private static final long ACCEPT_WAIT_NANOS = Duration.ofMillis(1500).toNanos();
    private static final long LINK_SILENCE_NANOS = Duration.ofSeconds(2).toNanos();

    final FakeFleet fleet;
    final String id;
    final int address;
    final NodeEngine engine;
    final FakeData data;
    final List<Long> sink = new ArrayList<>();
    long connection;
    long doneNanos;
    long leftNanos;
    /** How many units its sink takes in ten steps. */
    int sinkPaceInTen = 40;

    boolean dead;
    boolean left;
    /** Nothing runs, and nothing is answered: a stopped process, a pulled cable. */
    boolean stopped;

    boolean outstaysPatience;
    /** Its data threads stand still; its control thread does not. */
    boolean frozen;
    /** From here on, what this node sends to its children is damaged. */
    boolean corrupts;

    Optional<Optional<String>> end = Optional.empty();
    private final List<Runnable> missed = new ArrayList<>();
    private Message.ParentLink parent;
    private boolean attached;
    private long since;
    private boolean arrived;
    private boolean finished;
    private boolean sunk;
    private int sinkHeldMillis;
    private int childHeldMillis;
    private int sinkTokens;

    FakeNode(FakeFleet fleet, String id, int address, int total) {
        this.fleet = fleet;
        this.id = id;
        this.address = address;
        this.engine = new NodeEngine(Duration.ofSeconds(10), fleet.nowNanos);
        this.data = new FakeData(total);
    }

    /** Its process is gone, and its sockets are reset. */
    void kill() {
        dead = true;
        resetControl();
    }

    /** Its machine is gone, and nobody is told. */
    void vanish() {
        dead = true;
        stopped = true;
    }

    void stop() {
        stopped = true;
    }

    /** Goes on where it stood; what was sent to it meanwhile is there. */
    void resume() {
        stopped = false;
        List<Runnable> late = List.copyOf(missed);
        missed.clear();
        late.forEach(Runnable::run);
    }

    /** Its control connection breaks; nothing else does. */
    void resetControl() {
        long broken = connection;
        fleet.toSource(broken, () -> fleet.source.controlLost(broken, "connection reset", fleet.nowNanos));
        fleet.later("to " + broken, () -> controlClosed(broken, "connection reset"));
    }

    void join(Optional<Message.Part> part) {
        connection = fleet.connect(this);
        long opened = connection;
        Message.Hello hello = new Message.Hello(
                "s",
                id,
                "",
                Ipv4Subnet.ofInt(0x0a000100 + address),
                9,
                "",
                FakeData.WINDOW * FakeData.UNIT_BYTES,
                false,
                part);
        fleet.toSource(opened, () -> fleet.hello(opened, hello));
    }

    void hear(long from, Message message) {
        whenRunning(() -> {
            if (isHere() && from == connection) {
                engine.message(message, fleet.nowNanos);
            }
        });
    }

    void controlClosed(long closed, String reason) {
        whenRunning(() -> {
            if (isHere() && closed == connection) {
                engine.controlLost(reason, fleet.nowNanos);
            }
        });
    }

    private void whenRunning(Runnable action) {
        if (stopped) {
            missed.add(action);
        } else {
            action.run();
        }
    }

    private boolean isHere() {
        return !dead && !left;
    }

    void step() {
        if (!isHere() || stopped) {
            return;
        }
        if (!frozen) {
            receive();
            sink();
        }
        engine.tick(state(), fleet.nowNanos);
        engine.drain().forEach(this::carryOut);
    }

    private NodeData state() {
        Message.WaitsFor waitsFor = Message.WaitsFor.NOTHING;
        if (data.isHeldByAChild()) {
            waitsFor = Message.WaitsFor.CHILD;
        } else if (data.isFull(sink.size())) {
            waitsFor = Message.WaitsFor.SINK;
        } else if (!frozen && (parent == null || !attached || fleet.nowNanos - since > 700_000_000L)) {
            waitsFor = Message.WaitsFor.PARENT;
        }
        return new NodeData(
                data.received * FakeData.UNIT_BYTES,
                sink.size() * FakeData.UNIT_BYTES,
                sinkHeldMillis,
                childHeldMillis,
                waitsFor);
    }

    private void sink() {
        sinkTokens = Math.min(sinkTokens + sinkPaceInTen, 10 * FakeData.WINDOW);
        for (; sinkTokens >= 10 && sink.size() < data.received; sinkTokens -= 10) {
            sink.add(data.units[sink.size()]);
        }
        if (finished && !sunk && sink.size() == data.total) {
            sunk = true;
            doneNanos = fleet.nowNanos;
            engine.sinkDone(data.total * FakeData.UNIT_BYTES, FakeFleet.DIGEST);
        }
    }

    private void receive() {
        if (parent == null) {
            return;
        }
        FakeNode from = fleet.nodes.get(parent.parentId());
        if (from != null && (from.stopped || from.frozen)) {
            if (fleet.nowNanos - since > (attached ? LINK_SILENCE_NANOS : ACCEPT_WAIT_NANOS)) {
                lost(LinkLoss.SILENT);
            }
        } else if (from != null && !from.isHere()) {
            lost(attached ? LinkLoss.CLOSED : LinkLoss.UNREACHABLE);
        } else {
            receiveFrom(fleet.dataOf(parent.parentId()), new FakeData.Child(id, parent.epoch()));
        }
    }

    private void receiveFrom(FakeData from, FakeData.Child child) {
        if (!attached) {
            attach(from, child);
        } else if (!from.positions.containsKey(child)) {
            lost(LinkLoss.CLOSED);
        } else if (data.received < from.oldest() && !isKept()) {
            lost(LinkLoss.WINDOW_LOST);
        } else {
            flow(from, child);
        }
    }

    /** The source serves from what it kept. */
    private boolean isKept() {
        return parent.parentId().isEmpty() && fleet.keeps;
    }

    private void attach(FakeData from, FakeData.Child child) {
        if (from.positions.containsKey(child)) {
            if (data.received < from.oldest() && !isKept()) {
                lost(LinkLoss.WINDOW_LOST);
                return;
            }
            from.positions.put(child, data.received);
            attached = true;
            engine.linkUp(child.epoch());
        } else if (fleet.nowNanos - since > ACCEPT_WAIT_NANOS) {
            lost(LinkLoss.REFUSED);
        }
    }

    private void flow(FakeData from, FakeData.Child child) {
        since = fleet.nowNanos;
        boolean damaged = fleet.nodes.containsKey(parent.parentId()) && fleet.nodes.get(parent.parentId()).corrupts;
        for (int i = 0; i < 1 + fleet.random.nextInt(3) && data.received < from.received; i++) {
            if (data.isHeldByAChild()) {
                childHeldMillis += 10;
                return;
            }
            if (data.isFull(sink.size())) {
                sinkHeldMillis += 10;
                return;
            }
            if (damaged) {
                lost(LinkLoss.BAD_BLOCK);
                return;
            }
            boolean isFromKept = data.received < from.oldest();
            data.take(isFromKept ? fleet.stream[data.received] : from.units[data.received]);
            from.positions.put(child, data.received);
        }
        if (data.received == data.total && !arrived) {
            arrived = true;
            parent = null;
            engine.streamEnded(data.total * FakeData.UNIT_BYTES, FakeFleet.DIGEST);
        }
    }

    private void lost(LinkLoss loss) {
        int epoch = parent.epoch();
        parent = null;
        engine.linkLost(epoch, loss, "test", data.received * FakeData.UNIT_BYTES, fleet.nowNanos);
    }

    private void carryOut(NodeEffect effect) {
        if (effect instanceof NodeEffect.Send send) {
            long to = connection;
            fleet.message("from " + to, () -> fleet.source.message(to, send.message(), fleet.nowNanos));
        } else if (effect instanceof NodeEffect.Connect connect) {
            parent = connect.parent();
            attached = false;
            since = fleet.nowNanos;
        } else if (effect instanceof NodeEffect.Detach) {
            parent = null;
        } else if (effect instanceof NodeEffect.Finish) {
            finished = true;
        } else if (effect instanceof NodeEffect.Rejoin rejoin) {
            join(rejoin.part());
        } else if (effect instanceof NodeEffect.Serve serve) {
            data.serve(serve.children());
        } else if (effect instanceof NodeEffect.End over) {
            end = Optional.of(over.error());
            left = true;
            leftNanos = fleet.nowNanos;
            long closed = connection;
            fleet.toSource(closed, () -> fleet.source.controlLost(closed, "left", fleet.nowNanos));
        }
    }

    /** True when its parent waits for it. */
    boolean isWaitedFor() {
        return parent != null
                && fleet.dataOf(parent.parentId()).paces.get(new FakeData.Child(id, parent.epoch())) == Pace.HOLDS;
    }
}
