package org.kaappliance.relay.chain;

import java.util.Optional;
import org.kaappliance.relay.NodeHello;
import org.kaappliance.relay.NodeOutcome;
import org.kaappliance.relay.wire.LinkLoss;
import org.kaappliance.relay.wire.Message;

/** What the source knows of one node. */
final class SourceNode {
    enum State {
        /** Joined; waits or receives. */
        ACTIVE,
        /** Has the stream. */
        DONE,
        /** Will not get it. */
        LOST
    }

    /** What an orphan said. */
    record Complaint(LinkLoss loss, String detail, long sinceNanos) {}

    final NodeHello hello;
    final int dataPort;
    final long connection;
    State state = State.ACTIVE;
    String reason = "";
    long heardNanos;
    long received;
    boolean complete;
    boolean released;
    int complaints;
    Optional<Complaint> complaint = Optional.empty();
    Optional<Message.Assign> assigned = Optional.empty();

    SourceNode(NodeHello hello, int dataPort, long connection, long nowNanos) {
        this.hello = hello;
        this.dataPort = dataPort;
        this.connection = connection;
        this.heardNanos = nowNanos;
    }

    String id() {
        return hello.nodeId();
    }

    boolean is(State wanted) {
        return state == wanted;
    }

    NodeOutcome outcome() {
        Optional<String> failure = is(State.DONE)
                ? Optional.empty()
                : Optional.of(reason.isEmpty() ? "the session ended before it was done" : reason);
        return new NodeOutcome(id(), hello.address(), received, failure);
    }
}
