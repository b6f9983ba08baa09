package org.kaappliance.appliance.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kaappliance.relay.SendEvent;
import org.kaappliance.relay.SendListener;

/** Shows how a session goes on, and keeps what its summary is to say. */
final class SendView implements SendListener {
    private static final int MAX_REMARKS = 1000;

    private final Optional<ProgressLine> line;
    private final SendProgressText text;
    private final int wanted;
    private final List<String> remarks = new ArrayList<>();
    private int joined;

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
            joined++;
            say(node.nodeId() + " joined from " + node.address().getHostAddress() + " (" + joined + " of " + wanted
                    + ")");
        } else if (event instanceof SendEvent.Refused refused) {
            remark(refused.nodeId() + " was refused: " + refused.reason());
        } else if (event instanceof SendEvent.Started started) {
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
            say(lost.nodeId() + " is lost: " + lost.reason());
        } else if (event instanceof SendEvent.SetAside aside) {
            remark(aside.nodeId() + " was set aside: " + aside.reason());
        } else if (event instanceof SendEvent.Returned returned) {
            remark(returned.nodeId() + " has its place again, from byte " + returned.fromByte());
        } else if (event instanceof SendEvent.Notice notice) {
            remark(notice.text());
        }
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
