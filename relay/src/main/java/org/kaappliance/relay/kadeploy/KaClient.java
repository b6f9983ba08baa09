package org.kaappliance.relay.kadeploy;

import java.net.Inet4Address;
import java.util.Optional;
import org.kaappliance.relay.NodeFigures;
import org.kaappliance.relay.NodeOutcome;

/** An original client as its server knows it. Changed by the engine's thread only. */
final class KaClient {
    enum State {
        /** Said hello. */
        GREETED,
        /** Wants the stream. */
        WAITING,
        /** Has a place in the chain. */
        RECEIVING,
        /** Has all bytes; its children and its command may not. */
        ENDING,
        DONE,
        LOST
    }

    enum Link {
        /** Has no parent, or lost it and has not said so yet. */
        NONE,
        /** Was told its parent. */
        ASSIGNED,
        /** Its parent reported it and it was asked where it is. */
        CONNECTED,
        /** Its parent was told where to begin. */
        AUTHORIZED,
        UP
    }

    final Inet4Address address;
    final long connection;
    State state = State.GREETED;
    Link link = Link.NONE;
    /** Null: the source. */
    KaClient parent;
    /** The address that it was last told to connect to; null before that. */
    Inet4Address told;

    boolean waits;
    boolean released;
    long received;
    long receivedAtLink = -1;
    int linksWithoutProgress;
    /** Since when its link is not up, or since when its parent is lost. */
    long linkNanos;

    String reason = "";
    long bytesPerSecond;
    private long sampled;
    private long sampleNanos;

    KaClient(Inet4Address address, long connection) {
        this.address = address;
        this.connection = connection;
    }

    boolean is(State wanted) {
        return state == wanted;
    }

    /** The session cannot end without it. */
    boolean isActive() {
        return state == State.WAITING || state == State.RECEIVING || state == State.ENDING;
    }

    String id() {
        return address.getHostAddress();
    }

    void sample(long nowNanos) {
        long elapsed = nowNanos - sampleNanos;
        if (elapsed >= 1_000_000_000L) {
            bytesPerSecond = (long) ((received - sampled) * 1e9 / elapsed);
            sampled = received;
            sampleNanos = nowNanos;
        }
    }

    NodeOutcome outcome() {
        return new NodeOutcome(
                id(),
                address,
                received,
                state == State.DONE
                        ? Optional.empty()
                        : Optional.of(reason.isEmpty() ? "the session ended before it had finished" : reason));
    }

    NodeFigures figures(long parentBytes) {
        long lag = Math.max(0, parentBytes - received);
        return new NodeFigures(id(), received, received, bytesPerSecond, lag, standing(), reason);
    }

    private NodeFigures.Standing standing() {
        switch (state) {
            case GREETED:
            case WAITING:
                return NodeFigures.Standing.JOINED;
            case RECEIVING:
                return link == Link.UP ? NodeFigures.Standing.RECEIVING : NodeFigures.Standing.STANDBY;
            case ENDING:
                return NodeFigures.Standing.FINISHING;
            case DONE:
                return NodeFigures.Standing.DONE;
            case LOST:
                return NodeFigures.Standing.LOST;
        }
        throw new AssertionError(state);
    }
}
