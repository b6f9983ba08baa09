package org.kaappliance.relay.chain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kaappliance.relay.NodeHello;
import org.kaappliance.relay.SendEvent;
import org.kaappliance.relay.SendResult;
import org.kaappliance.relay.Verdict;
import org.kaappliance.relay.chain.SourceNode.State;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.StreamDigest;

/**
 * The source's decisions for one session. It owns the topology and its epoch. Call {@link #settle} after each batch of events, so that all losses
 * known by then are repaired in one epoch, then carry out {@link #drain}. Time: any monotonic clock, nanoseconds.
 */
public final class SourceEngine {
    private enum Phase {
        GATHERING,
        RUNNING,
        ENDED
    }

    private static final long PROGRESS_NANOS = Duration.ofMillis(500).toNanos();

    private final SourceSettings settings;
    private final long openedNanos;
    private final Roster roster = new Roster();
    private final Gathering gathering;
    private final ChainKeeper chain;
    private final PauseWatch pauses;
    private List<SourceEffect> effects = new ArrayList<>();
    private Phase phase = Phase.GATHERING;
    private Guests guests = Guests.NONE;
    private long startedNanos;
    private long beatNanos;
    private long progressNanos;
    private long sentBytes;
    private Optional<StreamDigest> digest = Optional.empty();
    private Optional<SendResult> result = Optional.empty();

    public SourceEngine(SourceSettings settings, long nowNanos) {
        this.settings = settings;
        this.gathering = new Gathering(settings.wanted());
        this.chain = new ChainKeeper(settings, roster, effect -> effects.add(effect));
        this.pauses = new PauseWatch(nowNanos);
        this.openedNanos = nowNanos;
        this.beatNanos = nowNanos;
    }

    /** Discovery answers only then. */
    public boolean isGathering() {
        return phase == Phase.GATHERING;
    }

    public boolean hasEnded() {
        return phase == Phase.ENDED;
    }

    /** What came of it, from the end on. */
    public Optional<SendResult> result() {
        return result;
    }

    /** What is to be done since the last call, in order. */
    public List<SourceEffect> drain() {
        List<SourceEffect> out = effects;
        effects = new ArrayList<>();
        return out;
    }

    /** A node came and the owner's verdict on it. */
    public void hello(long connection, NodeHello hello, int dataPort, Verdict verdict, long nowNanos) {
        Optional<String> refusal = refusal(verdict);
        if (refusal.isPresent()) {
            send(connection, new Message.Refused(refusal.get()));
            effects.add(new SourceEffect.Close(connection));
            emit(new SendEvent.Refused(hello.nodeId(), hello.address(), refusal.get()));
            return;
        }
        SourceNode before = roster.named(hello.nodeId());
        if (before != null && before.is(State.ACTIVE)) {
            lose(before, "joined again from another connection");
        }
        gathering.joined(hello.nodeId());
        roster.add(new SourceNode(hello, dataPort, connection, nowNanos));
        send(connection, new Message.Welcome(settings.stream(), Message.StreamFormat.PLAIN));
        emit(new SendEvent.Joined(hello.nodeId(), hello.address()));
        startWhenAllAreHere(nowNanos);
    }

    private Optional<String> refusal(Verdict verdict) {
        if (phase != Phase.GATHERING) {
            return Optional.of("session " + settings.session() + " has already started");
        }
        if (verdict instanceof Verdict.Refused refused) {
            return Optional.of(refused.reason());
        }
        return roster.size() >= SourceSettings.MAX_NODES ? Optional.of("the session is full") : Optional.empty();
    }

    /** How many take part who are not ours to keep: they count for the start, and the end waits for them. */
    public void guests(Guests now, long nowNanos) {
        guests = now;
        startWhenAllAreHere(nowNanos);
    }

    /** A message of a node that was admitted; from any other connection it is ignored. */
    public void message(long connection, Message message, long nowNanos) {
        SourceNode node = roster.at(connection);
        if (node == null || node.is(State.LOST)) {
            return;
        }
        node.heardNanos = nowNanos;
        if (message instanceof Message.Beat beat) {
            node.beat(beat, nowNanos);
        } else if (message instanceof Message.Attached) {
            node.complaint = Optional.empty();
        } else if (message instanceof Message.Orphan orphan) {
            node.received = orphan.received();
            chain.orphaned(node, orphan, nowNanos);
        } else if (message instanceof Message.Complete complete) {
            completed(node, complete, nowNanos);
        } else if (message instanceof Message.Done done) {
            finished(node, done);
        } else if (message instanceof Message.Failed failed) {
            lose(node, failed.reason());
        } else {
            lose(node, "sent what no node may send: " + message.getClass().getSimpleName());
        }
    }

    /** A control connection ended. */
    public void controlLost(long connection, String reason) {
        SourceNode node = roster.at(connection);
        roster.hangUp(connection);
        if (node == null) {
            return;
        }
        if (node.is(State.ACTIVE)) {
            lose(node, reason);
        } else if (!node.released) {
            chain.lose(node.id());
        }
    }

    /** Starts with those that are here, or with the first that comes. */
    public void go(long nowNanos) {
        if (phase == Phase.GATHERING) {
            gathering.go();
            startWhenAllAreHere(nowNanos);
        }
    }

    /** A node will not come. */
    public void forget(String nodeId, long nowNanos) {
        SourceNode node = roster.named(nodeId);
        boolean isHere = node != null && node.is(State.ACTIVE);
        if (phase != Phase.GATHERING || isHere) {
            return;
        }
        gathering.forget(nodeId);
        startWhenAllAreHere(nowNanos);
        if (gathering.isHopeless() && phase == Phase.GATHERING) {
            end(Optional.of("none of the nodes will come"), nowNanos);
        }
    }

    public void cancel(String reason, long nowNanos) {
        failAll(reason, nowNanos);
    }

    /** How much was read from the source by now. */
    public void sourceRead(long totalBytes) {
        sentBytes = totalBytes;
    }

    /** The source ended well; call it before any child can know. */
    public void sourceEnded(long totalBytes, StreamDigest streamDigest) {
        sentBytes = totalBytes;
        digest = Optional.of(streamDigest);
    }

    public void sourceFailed(String reason, long nowNanos) {
        failAll("source failed: " + reason, nowNanos);
    }

    /** Time passes: call it at least every 100 ms, when all events that came until then were handed in. */
    public void tick(long nowNanos) {
        if (phase == Phase.ENDED) {
            return;
        }
        long pausedNanos = pauses.tick(nowNanos);
        if (pausedNanos > 0) {
            roster.unreleased().forEach(node -> node.shift(pausedNanos, nowNanos));
        }
        giveUpTheSilent(nowNanos);
        giveUpTheStalled(nowNanos);
        chain.blameParents(nowNanos, this::lose);
        if (nowNanos - beatNanos >= SourceSettings.BEAT.toNanos()) {
            beatNanos = nowNanos;
            roster.unreleased().forEach(node -> send(node.connection, new Message.SourceBeat()));
        }
        if (phase == Phase.RUNNING && nowNanos - progressNanos >= PROGRESS_NANOS) {
            progressNanos = nowNanos;
            emit(new SendEvent.Progress(roster.figures(), sentBytes, Optional.empty()));
        }
        if (phase == Phase.GATHERING
                && nowNanos - openedNanos >= settings.joinWait().toNanos()) {
            waitIsOver(nowNanos);
        }
    }

    /** Repairs what the events since the last call broke, and ends the session when nobody is left to wait for. */
    public void settle(long nowNanos) {
        if (phase != Phase.RUNNING) {
            return;
        }
        chain.repair().ifPresent(epoch -> emit(new SendEvent.Repaired(epoch)));
        if (roster.with(State.ACTIVE).isEmpty() && guests.active() == 0) {
            boolean isAnyDone = guests.done() > 0 || !roster.with(State.DONE).isEmpty();
            end(isAnyDone ? Optional.empty() : Optional.of("no node is left"), nowNanos);
            return;
        }
        releaseTheDone();
    }

    private void startWhenAllAreHere(long nowNanos) {
        if (phase == Phase.GATHERING
                && gathering.isComplete(roster.with(State.ACTIVE).size() + guests.active())) {
            start(nowNanos);
        }
    }

    private void waitIsOver(long nowNanos) {
        if (roster.with(State.ACTIVE).isEmpty() && guests.active() == 0) {
            end(Optional.of("no node joined within " + seconds(settings.joinWait())), nowNanos);
        } else {
            start(nowNanos);
        }
    }

    private void start(long nowNanos) {
        phase = Phase.RUNNING;
        startedNanos = nowNanos;
        progressNanos = nowNanos;
        roster.order();
        List<String> names =
                roster.with(State.ACTIVE).stream().map(SourceNode::id).toList();
        chain.start(names);
        effects.add(new SourceEffect.StartStream());
        emit(new SendEvent.Started(names));
    }

    private void completed(SourceNode node, Message.Complete complete, long nowNanos) {
        if (digest.isEmpty() || complete.total() != sentBytes) {
            lose(node, "received " + complete.total() + " of " + sentBytes + " bytes and calls it complete");
            return;
        }
        node.received = complete.total();
        node.complete = true;
        node.sunkNanos = nowNanos;
        node.complaint = Optional.empty();
    }

    private void finished(SourceNode node, Message.Done done) {
        if (!node.complete || !digest.equals(Optional.of(done.digest())) || done.total() != sentBytes) {
            lose(
                    node,
                    "digest mismatch: its sink took " + done.total() + " bytes, SHA-256 "
                            + done.digest().hex());
            return;
        }
        if (node.is(State.ACTIVE)) {
            node.state = State.DONE;
            emit(new SendEvent.NodeDone(node.id()));
        }
    }

    private void giveUpTheSilent(long nowNanos) {
        for (SourceNode node : roster.unreleased()) {
            if (nowNanos - node.heardNanos < settings.silence().toNanos()) {
                continue;
            }
            if (node.is(State.ACTIVE)) {
                lose(node, "silent for " + seconds(settings.silence()));
            } else {
                chain.lose(node.id());
            }
        }
    }

    /** A node may live and its sink not: a command that hangs, a disk that takes nothing. */
    private void giveUpTheStalled(long nowNanos) {
        for (SourceNode node : roster.with(State.ACTIVE)) {
            if (node.complete && nowNanos - node.sunkNanos >= settings.stall().toNanos()) {
                lose(
                        node,
                        "has all bytes, and its sink did nothing for " + seconds(settings.stall()) + " at byte "
                                + node.sunk);
            }
        }
    }

    private void lose(SourceNode node, String reason) {
        if (node.is(State.LOST)) {
            return;
        }
        node.state = State.LOST;
        node.reason = reason;
        chain.lose(node.id());
        if (roster.hangUp(node.connection)) {
            send(node.connection, new Message.Aborted(reason));
            effects.add(new SourceEffect.Close(node.connection));
        }
        emit(new SendEvent.NodeLost(node.id(), reason));
    }

    /** A node may leave when every other has all bytes: nobody can need it as a parent any more. */
    private void releaseTheDone() {
        if (roster.with(State.ACTIVE).stream().allMatch(node -> node.complete)) {
            roster.with(State.DONE).stream().filter(node -> !node.released).forEach(this::release);
        }
    }

    private void release(SourceNode node) {
        node.released = true;
        send(node.connection, new Message.Release());
        effects.add(new SourceEffect.Close(node.connection));
    }

    private void failAll(String reason, long nowNanos) {
        if (phase != Phase.ENDED) {
            roster.with(State.ACTIVE).forEach(node -> lose(node, reason));
            end(Optional.of(reason), nowNanos);
        }
    }

    private void end(Optional<String> error, long nowNanos) {
        boolean hasStarted = phase == Phase.RUNNING;
        phase = Phase.ENDED;
        roster.with(State.DONE).stream().filter(node -> !node.released).forEach(this::release);
        Duration elapsed = hasStarted ? Duration.ofNanos(nowNanos - startedNanos) : Duration.ZERO;
        SendResult sendResult = new SendResult(sentBytes, elapsed, roster.outcomes(), error);
        result = Optional.of(sendResult);
        if (hasStarted) {
            emit(new SendEvent.Progress(roster.figures(), sentBytes, Optional.empty()));
        }
        emit(new SendEvent.Ended(sendResult));
        effects.add(new SourceEffect.End(sendResult));
    }

    private void send(long connection, Message message) {
        effects.add(new SourceEffect.Send(connection, message));
    }

    private void emit(SendEvent event) {
        effects.add(new SourceEffect.Emit(event));
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }
}
