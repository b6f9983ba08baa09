package org.kaappliance.appliance.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kaappliance.relay.ReceiveEvent;
import org.kaappliance.relay.ReceiveListener;

/** Shows how a node gets on. On one thread. */
final class ReceiveView implements ReceiveListener {
    private static final int MAX_REMARKS = 1000;

    private final Optional<ProgressLine> line;
    private final List<String> remarks = new ArrayList<>();
    private final PositionText position = new PositionText();
    private Optional<ReceiveEvent.Fleet> fleet = Optional.empty();
    private Optional<Long> linkedNanos = Optional.empty();

    ReceiveView(ProgressLine line) {
        this(Optional.of(line));
    }

    private ReceiveView(Optional<ProgressLine> line) {
        this.line = line;
    }

    /** Shows nothing. */
    static ReceiveView quiet() {
        return new ReceiveView(Optional.empty());
    }

    /** Since the first parent; zero when there was none. */
    Duration elapsed() {
        return linkedNanos
                .map(since -> Duration.ofNanos(System.nanoTime() - since))
                .orElse(Duration.ZERO);
    }

    /** What whoever reads the result should know, in its order. */
    List<String> remarks() {
        return List.copyOf(remarks);
    }

    void end() {
        line.ifPresent(ProgressLine::clear);
    }

    @Override
    public void on(ReceiveEvent event) {
        if (event instanceof ReceiveEvent.Found found) {
            say("the sender is " + found.control().getAddress().getHostAddress());
        } else if (event instanceof ReceiveEvent.Joined) {
            say("joined; waiting for the others");
        } else if (event instanceof ReceiveEvent.Linked linked) {
            linkedNanos = Optional.of(linkedNanos.orElse(System.nanoTime()));
            String parent = linked.parentId().isEmpty() ? "the sender" : linked.parentId();
            say("receiving from " + parent + " at "
                    + linked.parent().getAddress().getHostAddress());
        } else if (event instanceof ReceiveEvent.Progress progress) {
            long nowNanos = System.nanoTime();
            line.ifPresent(l -> l.show(() -> text(progress, nowNanos)));
        } else if (event instanceof ReceiveEvent.Fleet now) {
            fleet = Optional.of(now);
        } else {
            trouble(event);
        }
    }

    private void trouble(ReceiveEvent event) {
        if (event instanceof ReceiveEvent.Standby standby) {
            say("no place in the chain for now: " + standby.reason());
        } else if (event instanceof ReceiveEvent.Rejoining rejoining) {
            say("the connection to the sender broke, trying to come back: " + rejoining.reason());
        } else if (event instanceof ReceiveEvent.Notice notice) {
            remark(notice.text());
        }
    }

    private void remark(String remark) {
        if (remarks.size() < MAX_REMARKS) {
            remarks.add(remark);
        }
        say(remark);
    }

    private String text(ReceiveEvent.Progress progress, long nowNanos) {
        long received = progress.receivedBytes();
        long queued = received - progress.sunkBytes();
        OptionalLong expected = fleet.map(ReceiveEvent.Fleet::expectedBytes).orElse(OptionalLong.empty());
        List<String> parts = position.of(received, expected, nowNanos);
        fleet.ifPresent(now -> parts.add(NodeCounts.text(now.nodes())));
        if (queued > 0) {
            parts.add(Amounts.bytes(queued) + " wait to be written");
        }
        return String.join(", ", parts);
    }

    private void say(String text) {
        line.ifPresent(l -> l.say(text));
    }
}
