package org.kaappliance.relay.chain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.ChainTerms;
import org.kaappliance.relay.SendEvent;
import org.kaappliance.relay.SendResult;
import org.kaappliance.relay.Verdict;
import org.kaappliance.relay.wire.DigestKind;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.StreamDigest;
import org.kaappliance.relay.wire.StreamId;

/** A source engine and its node engines on a network made of lists and a clock made of a number. One step is 10 ms. */
final class FakeFleet {
    static final long STEP_NANOS = Duration.ofMillis(10).toNanos();
    static final StreamDigest DIGEST = new StreamDigest("ab".repeat(32));
    static final StreamId STREAM = new StreamId(1, 2);

    final Random random;
    final long[] stream;
    final SourceEngine source;
    final Map<String, FakeNode> nodes = new LinkedHashMap<>();
    final List<SendEvent> events = new ArrayList<>();
    final FakeData sourceData;
    Optional<SendResult> result = Optional.empty();
    /** Whether the source can serve any byte again, or only what its window holds. */
    boolean keeps = true;
    /** How many messages in a hundred come twice. */
    int duplicates;

    int maxSourceChildren;

    long nowNanos = 1;
    private final List<Delivery> deliveries = new ArrayList<>();
    private final Map<String, Long> lastDelivery = new LinkedHashMap<>();
    private final Map<Long, FakeNode> byConnection = new LinkedHashMap<>();
    private long nextConnection = 1;
    private boolean streaming;
    private boolean sourceEnded;

    /** Something that happens later. */
    private record Delivery(long atNanos, Runnable action) {}

    FakeFleet(long seed, int nodeCount, int streamUnits) {
        this(seed, nodeCount, streamUnits, ChainTerms.STANDARD);
    }

    FakeFleet(long seed, int nodeCount, int streamUnits, ChainTerms terms) {
        random = new Random(seed);
        stream = random.longs(streamUnits).toArray();
        SourceSettings settings = new SourceSettings(
                "s",
                STREAM,
                Message.StreamFormat.PLAIN,
                DigestKind.SHA_256,
                nodeCount,
                Duration.ofSeconds(60),
                terms,
                Duration.ofMinutes(5),
                Ipv4Subnet.address("10.0.0.1"),
                1);
        sourceData = new FakeData(streamUnits);
        source = new SourceEngine(settings, this::whyNot, nowNanos);
        for (int i = 1; i <= nodeCount; i++) {
            add(nodeCount > 26 ? String.format("n%04d", i) : "n" + (char) ('A' + i - 1));
        }
    }

    /** Another machine, or another process on one that was there before. */
    FakeNode add(String id) {
        FakeNode before = nodes.get(id);
        int address = before == null ? nodes.size() + 1 : before.address;
        FakeNode node = new FakeNode(this, id, address, stream.length);
        nodes.put(id, node);
        return node;
    }

    private Optional<String> whyNot(long position) {
        return keeps || position >= sourceData.oldest() * FakeData.UNIT_BYTES
                ? Optional.empty()
                : Optional.of("nothing has kept it");
    }

    void joinAll() {
        nodes.values().forEach(node -> node.join(Optional.empty()));
    }

    /** A new control connection of a node. */
    long connect(FakeNode node) {
        long connection = nextConnection++;
        byConnection.put(connection, node);
        return connection;
    }

    /** In order on each connection, each message up to 30 ms late, and now and then twice. */
    void message(String channel, Runnable action) {
        later(channel, action);
        if (random.nextInt(100) < duplicates) {
            later(channel, action);
        }
    }

    /** In order on each connection, up to 30 ms late. */
    void later(String channel, Runnable action) {
        long at = Math.max(lastDelivery.getOrDefault(channel, 0L), nowNanos + random.nextInt(4) * STEP_NANOS);
        lastDelivery.put(channel, at);
        deliveries.add(new Delivery(at, action));
    }

    void toSource(long connection, Runnable action) {
        later("from " + connection, action);
    }

    void hello(long connection, Message.Hello hello) {
        source.hello(connection, hello, Verdict.accepted(), nowNanos);
    }

    FakeData dataOf(String id) {
        return id.isEmpty() ? sourceData : nodes.get(id).data;
    }

    /** Lets 10 ms pass. */
    void step() {
        nowNanos += STEP_NANOS;
        List<Delivery> due =
                deliveries.stream().filter(d -> d.atNanos <= nowNanos).toList();
        deliveries.removeAll(due);
        due.forEach(d -> d.action.run());
        feed();
        List.copyOf(nodes.values()).forEach(FakeNode::step);
        if (!source.hasEnded()) {
            source.sourceRead(sourceData.received * FakeData.UNIT_BYTES);
            source.tick(nowNanos);
            source.settle(nowNanos);
        }
        source.drain().forEach(this::carryOut);
    }

    private void feed() {
        for (int i = 0; i < 3 && streaming && sourceData.received < stream.length; i++) {
            if (sourceData.isHeldByAChild()) {
                return;
            }
            sourceData.take(stream[sourceData.received]);
        }
        if (streaming && !sourceEnded && sourceData.received == stream.length) {
            sourceEnded = true;
            source.sourceEnded(stream.length * FakeData.UNIT_BYTES, DIGEST);
        }
    }

    private void carryOut(SourceEffect effect) {
        if (effect instanceof SourceEffect.Send send) {
            FakeNode node = byConnection.get(send.connection());
            message("to " + send.connection(), () -> node.hear(send.connection(), send.message()));
        } else if (effect instanceof SourceEffect.Close close) {
            FakeNode node = byConnection.get(close.connection());
            later("to " + close.connection(), () -> node.controlClosed(close.connection(), "closed"));
        } else if (effect instanceof SourceEffect.StartStream) {
            streaming = true;
        } else if (effect instanceof SourceEffect.Serve serve) {
            sourceData.serve(serve.children());
            maxSourceChildren = Math.max(maxSourceChildren, serve.children().size());
        } else if (effect instanceof SourceEffect.Emit emit) {
            events.add(emit.event());
        } else if (effect instanceof SourceEffect.End end) {
            result = Optional.of(end.result());
        }
    }

    <E extends SendEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
