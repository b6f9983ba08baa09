package org.kaappliance.appliance.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.kaappliance.relay.SendEvent;
import org.kaappliance.relay.SendListener;

/** Shows how a session goes on, and keeps what its summary is to say. */
final class SendView implements SendListener {
    private static final int MAX_REMARKS = 1000;

    private final Optional<ProgressLine> line;
    private final SendProgressText text;
    private final int wanted;
    private final List<String> remarks = new ArrayList<>();
    private final CrowdLines crowd = new CrowdLines();
    private final Set<String> joined = new HashSet<>();
    private boolean hasStarted;

    SendView(ProgressLine line, OptionalLong totalBytes, int wanted) {
        this(Optional.of(line), totalBytes, wanted);
    }

    private SendView(Optional<ProgressLine> line, OptionalLong totalBytes, int wanted) {
        this.line = line;
        this.text = new SendProgressText(totalBytes);
        this.wanted = wanted;
    }

    /** Shows nothing. */
    static SendView quiet(int wanted) {
        return new SendView(Optional.empty(), OptionalLong.empty(), wanted);
    }

    /** What was out of the ordinary, in its order. */
    synchronized List<String> remarks() {
        return List.copyOf(remarks);
    }

    @Override
    public synchronized void on(SendEvent event) {
        if (event instanceof SendEvent.Joined node) {
            joined(node);
        } else if (event instanceof SendEvent.Refused refused) {
            String line = refused.nodeId() + " was refused: " + refused.reason();
            crowd.pass(refused.nodeId(), "refused", line, Instant.now()).ifPresent(this::remark);
        } else if (event instanceof SendEvent.Started started) {
            hasStarted = true;
            say("sending to " + String.join(", ", started.chain()));
        } else if (event instanceof SendEvent.Progress progress) {
            long nowNanos = System.nanoTime();
            line.ifPresent(l -> l.show(() -> text.of(progress, nowNanos)));
        } else if (event instanceof SendEvent.Repaired repaired) {
            say("the chain is repaired (epoch " + repaired.epoch() + ")");
        } else if (event instanceof SendEvent.NodeDone done) {
            say(done.nodeId() + " is done");
        } else if (event instanceof SendEvent.Ended) {
            line.ifPresent(ProgressLine::clear);
        } else {
            trouble(event);
        }
    }

    private void trouble(SendEvent event) {
        if (event instanceof SendEvent.NodeLost lost) {
            lost(lost);
        } else if (event instanceof SendEvent.SetAside aside) {
            remark(aside.nodeId() + " was set aside: " + aside.reason());
        } else if (event instanceof SendEvent.Returned returned) {
            remark(returned.nodeId() + " has a place, from byte " + returned.fromByte());
        } else if (event instanceof SendEvent.Notice notice) {
            remark(notice.text());
        }
    }

    private void joined(SendEvent.Joined node) {
        joined.add(node.nodeId());
        String line = node.nodeId() + " joined from " + node.address().getHostAddress() + " (" + joined.size() + " of "
                + wanted + ")";
        crowd.pass(node.nodeId(), "joined", line, Instant.now()).ifPresent(this::say);
    }

    /** Before the start it has only gone away again. */
    private void lost(SendEvent.NodeLost node) {
        if (!hasStarted) {
            joined.remove(node.nodeId());
        }
        crowd.pass(node.nodeId(), "lost", node.nodeId() + " is lost: " + node.reason(), Instant.now())
                .ifPresent(this::say);
    }

    private void remark(String remark) {
        if (remarks.size() < MAX_REMARKS) {
            remarks.add(remark);
        }
        say(remark);
    }

    private void say(String text) {
        line.ifPresent(l -> l.say(text));
    }
}
