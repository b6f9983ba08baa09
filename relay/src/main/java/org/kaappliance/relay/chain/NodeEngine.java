package org.kaappliance.relay.chain;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kaappliance.relay.ReceiveEvent;
import org.kaappliance.relay.wire.LinkLoss;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.StreamDigest;
import org.kaappliance.relay.wire.StreamId;

/** A node's decisions in one session. Carry out {@link #drain} after each event. Time: any monotonic clock, nanoseconds. */
public final class NodeEngine {
    /** How often a node says where it is. */
    public static final Duration BEAT = Duration.ofMillis(200);
    /** How often a link is made again, without a byte gained, before the source is told. */
    static final int MAX_TRIES_WITHOUT_PROGRESS = 3;
    /** How often one link is made again in all. */
    static final int MAX_TRIES = 16;

    private static final long ASK_AGAIN_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long PROGRESS_NANOS = Duration.ofMillis(500).toNanos();

    private final Homecoming homecoming;
    private List<NodeEffect> effects = new ArrayList<>();
    private Optional<StreamId> stream = Optional.empty();
    private Optional<Message.Assign> place = Optional.empty();
    private Optional<Message.Orphan> asked = Optional.empty();
    private Optional<Message.StreamEnd> promised = Optional.empty();
    private Optional<Message.StreamEnd> arrived = Optional.empty();
    private Optional<Message.Done> done = Optional.empty();
    private NodeData data = new NodeData(0, 0, 0, 0, Message.WaitsFor.NOTHING);
    private int epoch;
    private long beatNanos;
    private long progressNanos;
    private long askedNanos;
    private long receivedAtLoss = -1;
    private int triesWithoutProgress;
    private int tries;
    private boolean complete;
    private boolean ended;

    /** @param silence how long the source may say nothing, and how long we try to come back to it */
    public NodeEngine(Duration silence, long nowNanos) {
        this.homecoming = new Homecoming(silence, nowNanos);
        this.beatNanos = nowNanos;
        this.progressNanos = nowNanos;
    }

    public boolean hasEnded() {
        return ended;
    }

    /** What is to be done since the last call, in order. */
    public List<NodeEffect> drain() {
        List<NodeEffect> out = effects;
        effects = new ArrayList<>();
        return out;
    }

    /** The source said something. */
    public void message(Message message, long nowNanos) {
        if (ended) {
            return;
        }
        homecoming.heard(nowNanos);
        if (message instanceof Message.Welcome welcome) {
            welcomed(welcome);
        } else if (message instanceof Message.Assign assign) {
            assigned(assign);
        } else if (message instanceof Message.Standby standby) {
            standby(standby);
        } else if (message instanceof Message.StreamEnd end) {
            promised = Optional.of(end);
            finishWhenAllAgree();
        } else if (message instanceof Message.Release) {
            endUnlessDone("the source released us before we were done");
        } else if (message instanceof Message.Refused refused) {
            endUnlessDone("refused: " + refused.reason());
        } else if (message instanceof Message.Aborted aborted) {
            end(Optional.of(aborted.reason()));
        } else if (message instanceof Message.Fleet fleet) {
            emit(FleetNews.event(fleet));
        } else if (!(message instanceof Message.SourceBeat)) {
            end(Optional.of("the source sent what no source may send: " + message));
        }
    }

    /** The control connection ended, or could not be made. Who was admitted tries to come back; a node that is done has what it came for. */
    public void controlLost(String reason, long nowNanos) {
        if (ended) {
            return;
        }
        if (stream.isPresent() && homecoming.lost(nowNanos)) {
            emit(new ReceiveEvent.Rejoining(reason));
        } else {
            endUnlessDone("the server is gone: " + reason);
        }
    }

    private void endUnlessDone(String reason) {
        end(done.isPresent() ? Optional.empty() : Optional.of(reason));
    }

    /** The parent of that epoch accepted us. */
    public void linkUp(int linkEpoch) {
        if (isCurrent(linkEpoch)) {
            send(new Message.Attached(linkEpoch));
        }
    }

    /**
     * The link of that epoch failed, or could not be made.
     *
     * @param receivedBytes what we have, whole and checked
     */
    public void linkLost(int linkEpoch, LinkLoss loss, String detail, long receivedBytes, long nowNanos) {
        if (!isCurrent(linkEpoch) || complete || asked.isPresent()) {
            return;
        }
        triesWithoutProgress = receivedBytes > receivedAtLoss ? 1 : triesWithoutProgress + 1;
        receivedAtLoss = receivedBytes;
        tries++;
        if (tries <= MAX_TRIES && triesWithoutProgress < allowedTries(loss)) {
            connect();
            return;
        }
        asked = Optional.of(new Message.Orphan(linkEpoch, receivedBytes, loss, detail));
        askedNanos = nowNanos;
        send(asked.get());
    }

    private static int allowedTries(LinkLoss loss) {
        switch (loss) {
            case BAD_BLOCK:
                return MAX_TRIES_WITHOUT_PROGRESS;
            case CLOSED:
                return 2;
            case UNREACHABLE:
            case SILENT:
            case REFUSED:
            case WINDOW_LOST:
                return 0;
        }
        return 0;
    }

    /** All of the stream has arrived, and its end, as our parent says. */
    public void streamEnded(long totalBytes, StreamDigest digest) {
        if (!complete && !ended) {
            arrived = Optional.of(new Message.StreamEnd(totalBytes, digest));
            finishWhenAllAgree();
        }
    }

    /** A parent could say anything: what counts is what the source itself says, on the connection on which it proved who it is. */
    private void finishWhenAllAgree() {
        if (complete || arrived.isEmpty() || promised.isEmpty()) {
            return;
        }
        if (!arrived.equals(promised)) {
            failed("the end of the stream is not the one that the source announced: " + arrived.get() + ", announced: "
                    + promised.get());
            return;
        }
        complete = true;
        asked = Optional.empty();
        send(new Message.Complete(promised.get().total()));
        effects.add(new NodeEffect.Finish(promised.get().digest()));
    }

    /** The sink took everything, it matched the stream's digest, and the sink succeeded. */
    public void sinkDone(long totalBytes, StreamDigest digest) {
        if (!ended) {
            done = Optional.of(new Message.Done(totalBytes, digest));
            send(done.get());
        }
    }

    /** The sink failed, or what it took does not match the stream's digest. */
    public void sinkFailed(String reason) {
        failed(reason);
    }

    /** We can go on with nothing: tells the source, and leaves. */
    public void failed(String reason) {
        if (!ended) {
            send(new Message.Failed(reason));
            end(Optional.of(reason));
        }
    }

    /** Time passes: call it at least every 100 ms. */
    public void tick(NodeData now, long nowNanos) {
        if (ended) {
            return;
        }
        data = now;
        Optional<String> silent = homecoming.tick(nowNanos);
        if (silent.isPresent()) {
            controlLost(silent.get(), nowNanos);
            return;
        }
        if (homecoming.isDue(nowNanos)) {
            effects.add(new NodeEffect.Rejoin(stream.map(s -> new Message.Part(s, data.receivedBytes()))));
        }
        if (stream.isPresent() && nowNanos - beatNanos >= BEAT.toNanos()) {
            beatNanos = nowNanos;
            send(new Message.Beat(
                    data.receivedBytes(),
                    data.sunkBytes(),
                    data.sinkHeldMillis(),
                    data.childHeldMillis(),
                    data.waitsFor()));
        }
        if (place.isPresent() && nowNanos - progressNanos >= PROGRESS_NANOS) {
            progressNanos = nowNanos;
            emit(new ReceiveEvent.Progress(data.receivedBytes(), data.sunkBytes()));
        }
        if (asked.isPresent() && nowNanos - askedNanos >= ASK_AGAIN_NANOS) {
            askedNanos = nowNanos;
            send(asked.get());
        }
    }

    private void welcomed(Message.Welcome welcome) {
        boolean isBack = homecoming.arrived();
        if (stream.filter(ours -> !ours.equals(welcome.stream())).isPresent()) {
            endUnlessDone("the server has begun another run of the session");
            return;
        }
        stream = Optional.of(welcome.stream());
        if (!isBack) {
            emit(new ReceiveEvent.Joined());
        }
        send(Message.Attached.ASKS_FOR_FLEET);
        if (complete) {
            send(new Message.Complete(promised.orElseThrow().total()));
        }
        done.ifPresent(this::send);
    }

    private void assigned(Message.Assign assign) {
        if (stream.isEmpty() || epoch >= assign.epoch()) {
            return;
        }
        epoch = assign.epoch();
        Optional<Message.Assign> before = place;
        place = Optional.of(assign);
        if (before.filter(old -> old.children().equals(assign.children())).isEmpty()) {
            effects.add(new NodeEffect.Serve(stream.get(), assign.children()));
        }
        if (before.filter(old -> old.parent().equals(assign.parent())).isEmpty()) {
            tries = 0;
            triesWithoutProgress = 0;
            receivedAtLoss = -1;
            asked = Optional.empty();
            relink(assign.parent());
        }
    }

    private void standby(Message.Standby standby) {
        if (stream.isEmpty() || epoch > standby.epoch()) {
            return;
        }
        epoch = standby.epoch();
        place = Optional.empty();
        asked = Optional.empty();
        effects.add(new NodeEffect.Serve(stream.get(), List.of()));
        effects.add(new NodeEffect.Detach());
        emit(new ReceiveEvent.Standby(standby.reason()));
    }

    private void relink(Message.ParentLink parent) {
        emit(new ReceiveEvent.Linked(
                parent.parentId(), new InetSocketAddress(parent.address(), parent.port()), parent.epoch()));
        if (!complete) {
            connect();
        }
    }

    private void connect() {
        effects.add(new NodeEffect.Connect(place.orElseThrow().parent(), stream.orElseThrow()));
    }

    private boolean isCurrent(int linkEpoch) {
        return !ended && place.filter(p -> p.parent().epoch() == linkEpoch).isPresent();
    }

    /** Who is away says nothing; what matters is said again on the return. */
    private void send(Message message) {
        if (homecoming.isAway() && !(message instanceof Message.Failed)) {
            return;
        }
        effects.add(new NodeEffect.Send(message));
    }

    private void emit(ReceiveEvent event) {
        effects.add(new NodeEffect.Emit(event));
    }

    private void end(Optional<String> error) {
        if (!ended) {
            ended = true;
            effects.add(new NodeEffect.End(error));
        }
    }
}
