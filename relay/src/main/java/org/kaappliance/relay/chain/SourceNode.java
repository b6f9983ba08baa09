package org.kaappliance.relay.chain;

import java.time.Duration;
import java.util.Optional;
import org.kaappliance.relay.NodeOutcome;
import org.kaappliance.relay.wire.LinkLoss;
import org.kaappliance.relay.wire.Message;

/** What the source knows of one node. */
final class SourceNode {
    enum State {
        /** Joined; waits, receives, or finishes. */
        ACTIVE,
        /** Silent, or its connection broke: it has no place and may come back. */
        SUSPECT,
        /** Has the stream. */
        DONE,
        /** Will not get it, unless it joins again. */
        LOST
    }

    /** What an orphan said. */
    record Complaint(LinkLoss loss, String detail, long sinceNanos) {}

    final Message.Hello hello;
    final long connection;
    final Pulse pulse = new Pulse();
    State state = State.ACTIVE;
    String reason = "";
    long heardNanos;
    long received;
    /** When it last received a byte, as far as we know. */
    long receivedNanos;

    long sunk;
    /** When its sink last took a byte, as far as we know, or had nothing to take. */
    long sunkNanos;

    /** When a suspect is given up. */
    long giveUpNanos;

    boolean complete;
    boolean released;
    /** Its sink is too slow for the others, or it takes nothing: nobody waits for it. */
    boolean aside;

    /** It came back and says that it has every byte: nobody waits for what it may never ask for. */
    boolean hasAll;

    boolean knowsStandby;
    int complaints;
    long receivedAtComplaint;
    Optional<Complaint> complaint = Optional.empty();
    Optional<Message.Assign> assigned = Optional.empty();

    SourceNode(Message.Hello hello, long connection, long nowNanos) {
        this.hello = hello;
        this.connection = connection;
        this.received = hello.part().map(Message.Part::received).orElse(0L);
        this.heardNanos = nowNanos;
        this.receivedNanos = nowNanos;
        this.sunkNanos = nowNanos;
    }

    /** We were away: what it could not tell us in that time is not held against it. */
    void shift(long pausedNanos, long nowNanos) {
        heardNanos = PauseWatch.shifted(heardNanos, pausedNanos, nowNanos);
        receivedNanos = PauseWatch.shifted(receivedNanos, pausedNanos, nowNanos);
        sunkNanos = PauseWatch.shifted(sunkNanos, pausedNanos, nowNanos);
        giveUpNanos += pausedNanos;
        complaint = complaint.map(
                c -> new Complaint(c.loss(), c.detail(), PauseWatch.shifted(c.sinceNanos(), pausedNanos, nowNanos)));
    }

    void beat(Message.Beat beat, long nowNanos) {
        pulse.beat(beat, nowNanos);
        if (beat.received() != received) {
            received = beat.received();
            receivedNanos = nowNanos;
        }
        if (beat.sunk() != sunk || !complete && beat.sunk() >= beat.received()) {
            sunk = beat.sunk();
            sunkNanos = nowNanos;
        }
    }

    void suspect(String why, Duration hope, long nowNanos) {
        state = State.SUSPECT;
        reason = why;
        giveUpNanos = nowNanos + hope.toNanos();
        complaint = Optional.empty();
        assigned = Optional.empty();
        knowsStandby = false;
    }

    /** One more parent is to blame; those before it are forgotten when it served us well. @return how many in a row */
    int complain() {
        complaints = received > receivedAtComplaint ? 1 : complaints + 1;
        receivedAtComplaint = received;
        return complaints;
    }

    /** True when it still holds the bytes from that position on, or will come to it. It takes more while a new child attaches: hence the slack. */
    boolean keeps(long position) {
        long slackBytes = hello.windowBytes() / (complete ? 64 : 4);
        return position >= received - hello.windowBytes() + slackBytes;
    }

    String id() {
        return hello.nodeId();
    }

    boolean is(State wanted) {
        return state == wanted;
    }

    /** It has a connection, and the session is not over for it. */
    boolean isHere() {
        return is(State.ACTIVE) || is(State.SUSPECT);
    }

    NodeOutcome outcome() {
        Optional<String> failure = is(State.DONE)
                ? Optional.empty()
                : Optional.of(reason.isEmpty() ? "the session ended before it was done" : reason);
        return new NodeOutcome(id(), hello.address(), received, failure);
    }
}
