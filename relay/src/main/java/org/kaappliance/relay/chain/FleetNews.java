package org.kaappliance.relay.chain;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.kaappliance.relay.NodeFigures.Standing;
import org.kaappliance.relay.ReceiveEvent;
import org.kaappliance.relay.SendEvent;
import org.kaappliance.relay.wire.Message;

/** What the source tells those of its nodes that ask: how long the stream will be and how many nodes stand how, at most once a second. On the session's thread. */
public final class FleetNews {
    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();
    private static final List<Standing> STANDINGS = List.of(Standing.values());

    private final OptionalLong contentBytes;
    private final Set<Long> readers = new HashSet<>();
    private Optional<Long> toldNanos = Optional.empty();

    /** @param contentBytes how long the stream will be before it is compressed; empty when only its end tells */
    public FleetNews(OptionalLong contentBytes) {
        this.contentBytes = contentBytes;
    }

    /** A node said something. @param connection its control connection */
    public void heard(long connection, Message message) {
        if (message.equals(Message.Attached.ASKS_FOR_FLEET)) {
            readers.add(connection);
        }
    }

    public void gone(long connection) {
        readers.remove(connection);
    }

    public Set<Long> readers() {
        return Collections.unmodifiableSet(readers);
    }

    /** What to tell them; empty when it is too early. */
    public Optional<Message.Fleet> at(SendEvent.Progress progress, long nowNanos) {
        if (toldNanos.filter(last -> nowNanos - last < INTERVAL_NANOS).isPresent()) {
            return Optional.empty();
        }
        toldNanos = Optional.of(nowNanos);
        Map<Standing, Integer> counts = new EnumMap<>(Standing.class);
        progress.nodes().forEach(node -> counts.merge(node.standing(), 1, Integer::sum));
        return Optional.of(new Message.Fleet(
                expectedBytes(progress),
                STANDINGS.stream().map(s -> counts.getOrDefault(s, 0)).toList()));
    }

    private long expectedBytes(SendEvent.Progress progress) {
        long content = contentBytes.orElse(0);
        return progress.contentBytes() == 0 || progress.contentBytes() == progress.sentBytes()
                ? content
                : Math.round((double) content / progress.contentBytes() * progress.sentBytes());
    }

    /** What a node was told, as its owner hears it. States that we do not know are left out. */
    static ReceiveEvent.Fleet event(Message.Fleet fleet) {
        List<Integer> counts = fleet.counts();
        Map<Standing, Integer> nodes = new EnumMap<>(Standing.class);
        for (Standing standing : STANDINGS) {
            int count = standing.ordinal() < counts.size() ? counts.get(standing.ordinal()) : 0;
            if (count > 0) {
                nodes.put(standing, count);
            }
        }
        OptionalLong expected =
                fleet.expectedBytes() == 0 ? OptionalLong.empty() : OptionalLong.of(fleet.expectedBytes());
        return new ReceiveEvent.Fleet(expected, nodes);
    }
}
