package org.kaappliance.relay.chain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.NodeHello;
import org.kaappliance.relay.SendEvent;
import org.kaappliance.relay.SendResult;
import org.kaappliance.relay.Verdict;
import org.kaappliance.relay.wire.Message.StreamFormat;
import org.kaappliance.relay.wire.StreamDigest;
import org.kaappliance.relay.wire.StreamId;

/** A source engine and its node engines on a network made of lists and a clock made of a number. One step is 10 ms. */
final class FakeFleet {
    static final long STEP_NANOS = Duration.ofMillis(10).toNanos();
    static final StreamDigest DIGEST = new StreamDigest("ab".repeat(32));
    static final StreamId STREAM = new StreamId(1, 2);

    /** How a node dies. */
    enum Death {
        /** Its sockets are reset. */
        KILLED,
        /** Nothing comes from it any more. */
        SILENT
    }

    final Random random;
    final long[] stream;
    final SourceEngine source;
    final Map<String, FakeNode> nodes = new LinkedHashMap<>();
    final List<SendEvent> events = new ArrayList<>();
    final FakeData sourceData;
    Optional<SendResult> result = Optional.empty();
    long nowNanos = 1;
    private final List<Delivery> deliveries = new ArrayList<>();
    private final Map<String, Long> lastDelivery = new LinkedHashMap<>();
    private boolean streaming;
    private boolean sourceEnded;

    /** Something that happens later. */
    private record Delivery(long atNanos, Runnable action) {}

    FakeFleet(long seed, int nodeCount, int streamUnits) {
        random = new Random(seed);
        stream = random.longs(streamUnits).toArray();
        SourceSettings settings = new SourceSettings(
                "s",
                STREAM,
                nodeCount,
                Duration.ofSeconds(60),
                Duration.ofSeconds(3),
                Duration.ofMinutes(5),
                FakeData.WINDOW,
                Ipv4Subnet.address("10.0.0.1"),
                1,
                StreamFormat.PLAIN);
        source = new SourceEngine(settings, nowNanos);
        sourceData = new FakeData(streamUnits);
        for (int i = 1; i <= nodeCount; i++) {
            String id = "n" + (char) ('A' + i - 1);
            nodes.put(id, new FakeNode(this, id, i, streamUnits));
        }
    }

    void joinAll() {
        nodes.values()
                .forEach(node -> toSource(node, () -> {
                    NodeHello hello = new NodeHello(node.id, "", Ipv4Subnet.ofInt(0x0a000100 + node.connection));
                    source.hello(node.connection, hello, 9, Verdict.accepted(), nowNanos);
                }));
    }

    /** In order on each connection, each message up to 30 ms late. */
    void later(String channel, Runnable action) {
        long at = Math.max(lastDelivery.getOrDefault(channel, 0L), nowNanos + random.nextInt(4) * STEP_NANOS);
        lastDelivery.put(channel, at);
        deliveries.add(new Delivery(at, action));
    }

    void toSource(FakeNode node, Runnable action) {
        later("from " + node.id, action);
    }

    void kill(FakeNode node, Death death) {
        node.dead = true;
        if (death == Death.KILLED) {
            toSource(node, () -> source.controlLost(node.connection, "killed"));
        }
        node.silentDeath = death == Death.SILENT;
    }

    FakeData dataOf(String id) {
        return id.isEmpty() ? sourceData : nodes.get(id).data;
    }

    boolean isUp(String id) {
        return id.isEmpty() || !nodes.get(id).dead && !nodes.get(id).left;
    }

    /** Lets 10 ms pass. */
    void step() {
        nowNanos += STEP_NANOS;
        List<Delivery> due =
                deliveries.stream().filter(d -> d.atNanos <= nowNanos).toList();
        deliveries.removeAll(due);
        due.forEach(d -> d.action.run());
        feed();
        nodes.values().forEach(FakeNode::step);
        if (!source.hasEnded()) {
            source.tick(nowNanos);
            source.settle(nowNanos);
        }
        source.drain().forEach(this::carryOut);
    }

    private void feed() {
        for (int i = 0; i < 3 && streaming && sourceData.mayTake(); i++) {
            sourceData.take(stream[sourceData.received]);
        }
        if (streaming && !sourceEnded && sourceData.received == stream.length) {
            sourceEnded = true;
            source.sourceEnded(stream.length, DIGEST);
        }
    }

    private void carryOut(SourceEffect effect) {
        if (effect instanceof SourceEffect.Send send) {
            FakeNode node = byConnection(send.connection());
            later("to " + node.id, () -> node.hear(send.message()));
        } else if (effect instanceof SourceEffect.Close close) {
            FakeNode node = byConnection(close.connection());
            later("to " + node.id, node::controlClosed);
        } else if (effect instanceof SourceEffect.StartStream) {
            streaming = true;
        } else if (effect instanceof SourceEffect.Serve serve) {
            sourceData.serve(serve.children());
        } else if (effect instanceof SourceEffect.Emit emit) {
            events.add(emit.event());
        } else if (effect instanceof SourceEffect.End end) {
            result = Optional.of(end.result());
        }
    }

    private FakeNode byConnection(long connection) {
        return nodes.values().stream()
                .filter(node -> node.connection == connection)
                .findFirst()
                .orElseThrow();
    }
}
