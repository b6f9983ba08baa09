package org.kaappliance.relay.chain;

import java.util.Optional;
import org.kaappliance.relay.NodeFigures;
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
    long sunk;
    /** When its sink last took a byte, as far as we know. */
    long sunkNanos;

    boolean complete;
    boolean released;
    int complaints;
    long receivedAtComplaint;
    Optional<Complaint> complaint = Optional.empty();
    Optional<Message.Assign> assigned = Optional.empty();

    SourceNode(NodeHello hello, int dataPort, long connection, long nowNanos) {
        this.hello = hello;
        this.dataPort = dataPort;
        this.connection = connection;
        this.heardNanos = nowNanos;
        this.sunkNanos = nowNanos;
    }

    /** We were away: what it could not tell us in that time is not held against it. */
    void shift(long pausedNanos, long nowNanos) {
        heardNanos = PauseWatch.shifted(heardNanos, pausedNanos, nowNanos);
        sunkNanos = PauseWatch.shifted(sunkNanos, pausedNanos, nowNanos);
        complaint = complaint.map(
                c -> new Complaint(c.loss(), c.detail(), PauseWatch.shifted(c.sinceNanos(), pausedNanos, nowNanos)));
    }

    void beat(Message.Beat beat, long nowNanos) {
        received = beat.received();
        if (beat.sunk() != sunk) {
            sunk = beat.sunk();
            sunkNanos = nowNanos;
        }
    }

    /** One more parent is to blame; those before it are forgotten when it served us well. @return how many in a row */
    int complain(long windowBytes) {
        complaints = received - receivedAtComplaint >= windowBytes ? 1 : complaints + 1;
        receivedAtComplaint = received;
        return complaints;
    }

    String id() {
        return hello.nodeId();
    }

    boolean is(State wanted) {
        return state == wanted;
    }

    NodeFigures figures() {
        NodeFigures.Standing standing = NodeFigures.Standing.RECEIVING;
        if (is(State.DONE)) {
            standing = NodeFigures.Standing.DONE;
        } else if (is(State.LOST)) {
            standing = NodeFigures.Standing.LOST;
        } else if (complete) {
            standing = NodeFigures.Standing.FINISHING;
        }
        return new NodeFigures(id(), received, sunk, 0, 0, standing, reason);
    }

    NodeOutcome outcome() {
        Optional<String> failure = is(State.DONE)
                ? Optional.empty()
                : Optional.of(reason.isEmpty() ? "the session ended before it was done" : reason);
        return new NodeOutcome(id(), hello.address(), received, failure);
    }
}
