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
    public static final Duration BEAT = Duration.ofMillis(250);
    /** How often a link is made again, without a byte gained, before the source is told. */
    static final int MAX_TRIES_WITHOUT_PROGRESS = 3;
    /** How often one link is made again in all. */
    static final int MAX_TRIES = 16;

    private static final long ASK_AGAIN_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long PROGRESS_NANOS = Duration.ofMillis(500).toNanos();

    private final Duration silence;
    private final PauseWatch pauses;
    private List<NodeEffect> effects = new ArrayList<>();
    private Optional<StreamId> stream = Optional.empty();
    private Optional<Message.Assign> place = Optional.empty();
    private Optional<Message.Orphan> asked = Optional.empty();
    private long heardNanos;
    private long beatNanos;
    private long progressNanos;
    private long askedNanos;
    private long received;
    private long sunk;
    private long receivedAtLoss = -1;
    private int triesWithoutProgress;
    private int tries;
    private boolean complete;
    private boolean done;
    private boolean ended;

    public NodeEngine(Duration silence, long nowNanos) {
        this.silence = silence;
        this.pauses = new PauseWatch(nowNanos);
        this.heardNanos = nowNanos;
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
        heardNanos = nowNanos;
        if (message instanceof Message.Welcome welcome) {
            stream = Optional.of(welcome.stream());
            effects.add(new NodeEffect.Emit(new ReceiveEvent.Joined()));
        } else if (message instanceof Message.Assign assign) {
            assigned(assign);
        } else if (message instanceof Message.Release) {
            end(done ? Optional.empty() : Optional.of("the source released us before we were done"));
        } else if (message instanceof Message.Refused refused) {
            end(Optional.of("refused: " + refused.reason()));
        } else if (message instanceof Message.Aborted aborted) {
            end(Optional.of(aborted.reason()));
        } else if (!(message instanceof Message.SourceBeat)) {
            end(Optional.of("the source sent what no source may send: " + message));
        }
    }

    /** The control connection ended. A node that is done has what it came for. */
    public void controlLost(String reason) {
        end(done ? Optional.empty() : Optional.of("the server is gone: " + reason));
    }

    /** The parent of that epoch accepted us. */
    public void linkUp(int epoch) {
        if (isCurrent(epoch)) {
            send(new Message.Attached(epoch));
        }
    }

    /**
     * The link of that epoch failed, or could not be made.
     *
     * @param receivedBytes what we have, whole and checked
     */
    public void linkLost(int epoch, LinkLoss loss, String detail, long receivedBytes, long nowNanos) {
        received = receivedBytes;
        if (!isCurrent(epoch) || complete || asked.isPresent()) {
            return;
        }
        triesWithoutProgress = receivedBytes > receivedAtLoss ? 1 : triesWithoutProgress + 1;
        receivedAtLoss = receivedBytes;
        tries++;
        if (tries <= MAX_TRIES && triesWithoutProgress < allowedTries(loss)) {
            connect();
            return;
        }
        asked = Optional.of(new Message.Orphan(epoch, receivedBytes, loss, detail));
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

    /** All of the stream has arrived, and its end. */
    public void streamEnded(long totalBytes) {
        if (!complete && !ended) {
            complete = true;
            received = totalBytes;
            asked = Optional.empty();
            send(new Message.Complete(totalBytes));
        }
    }

    /** The sink took everything, it matched the stream's digest, and the sink succeeded. */
    public void sinkDone(long totalBytes, StreamDigest digest) {
        if (!ended) {
            done = true;
            sunk = totalBytes;
            send(new Message.Done(totalBytes, digest));
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

    /**
     * Time passes: call it at least every 100 ms.
     *
     * @param receivedBytes whole and checked blocks that arrived
     * @param sunkBytes what the sink took
     */
    public void tick(long receivedBytes, long sunkBytes, long nowNanos) {
        if (ended) {
            return;
        }
        received = receivedBytes;
        sunk = sunkBytes;
        heardNanos = PauseWatch.shifted(heardNanos, pauses.tick(nowNanos), nowNanos);
        if (nowNanos - heardNanos >= silence.toNanos()) {
            controlLost("silent for " + silence.toMillis() / 1000.0 + " s");
            return;
        }
        if (nowNanos - beatNanos >= BEAT.toNanos()) {
            beatNanos = nowNanos;
            send(new Message.Beat(received, sunk, 0, 0, Message.WaitsFor.NOTHING));
        }
        if (place.isPresent() && nowNanos - progressNanos >= PROGRESS_NANOS) {
            progressNanos = nowNanos;
            effects.add(new NodeEffect.Emit(new ReceiveEvent.Progress(received, sunk)));
        }
        if (asked.isPresent() && nowNanos - askedNanos >= ASK_AGAIN_NANOS) {
            askedNanos = nowNanos;
            send(asked.get());
        }
    }

    private void assigned(Message.Assign assign) {
        if (stream.isEmpty()
                || place.filter(old -> old.epoch() >= assign.epoch()).isPresent()) {
            return;
        }
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

    private void relink(Message.ParentLink parent) {
        effects.add(new NodeEffect.Emit(new ReceiveEvent.Linked(
                parent.parentId(), new InetSocketAddress(parent.address(), parent.port()), parent.epoch())));
        if (!complete) {
            connect();
        }
    }

    private void connect() {
        effects.add(new NodeEffect.Connect(place.orElseThrow().parent(), stream.orElseThrow()));
    }

    private boolean isCurrent(int epoch) {
        return !ended && place.filter(p -> p.parent().epoch() == epoch).isPresent();
    }

    private void send(Message message) {
        effects.add(new NodeEffect.Send(message));
    }

    private void end(Optional<String> error) {
        if (!ended) {
            ended = true;
            effects.add(new NodeEffect.End(error));
        }
    }
}
