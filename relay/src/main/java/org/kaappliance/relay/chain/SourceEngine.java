package org.kaappliance.relay.chain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    private final Stragglers stragglers;
    private final Releases releases;
    private final FleetFigures figures;
    private final PauseWatch pauses;
    private List<SourceEffect> effects = new ArrayList<>();
    private Phase phase = Phase.GATHERING;
    private Guests guests = Guests.NONE;
    private boolean isUnsettled;
    private long startedNanos;
    private long beatNanos;
    private long progressNanos;
    private long sentBytes;
    private Optional<StreamDigest> digest = Optional.empty();
    private Optional<SendResult> result = Optional.empty();

    public SourceEngine(SourceSettings settings, KeptBytes kept, long nowNanos) {
        this.settings = settings;
        this.gathering = new Gathering(settings.wanted());
        this.chain = new ChainKeeper(settings, roster, kept, effect -> effects.add(effect));
        this.stragglers = new Stragglers(settings, roster, chain);
        this.releases = new Releases(roster, chain, settings.terms().stagger());
        this.figures = new FleetFigures(roster, chain);
        this.pauses = new PauseWatch(nowNanos);
        this.openedNanos = nowNanos;
        this.beatNanos = nowNanos;
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

    /** A node came, and the owner's verdict on it. */
    public void hello(long connection, Message.Hello hello, Verdict verdict, long nowNanos) {
        forgetTheLost();
        Optional<String> refusal = refusal(hello, verdict);
        if (refusal.isPresent()) {
            refuse(connection, refusal.get());
            emit(new SendEvent.Refused(hello.nodeId(), hello.address(), refusal.get()));
            return;
        }
        SourceNode before = roster.named(hello.nodeId());
        if (before != null) {
            supersede(before);
        }
        if (phase == Phase.GATHERING) {
            gathering.joined(hello.nodeId());
        }
        SourceNode node = new SourceNode(hello, connection, nowNanos);
        node.hasAll =
                digest.isPresent() && node.received == sentBytes && hello.part().isPresent();
        roster.add(node);
        send(connection, new Message.Welcome(settings.stream(), settings.format(), settings.digest()));
        digest.ifPresent(d -> send(connection, new Message.StreamEnd(sentBytes, d)));
        emit(new SendEvent.Joined(hello.nodeId(), hello.address()));
        isUnsettled = true;
        startWhenAllAreHere(nowNanos);
    }

    /** Who came and went before the start has missed nothing, and is in nobody's way. */
    private void forgetTheLost() {
        if (phase == Phase.GATHERING) {
            roster.forget(State.LOST);
        }
    }

    private Optional<String> refusal(Message.Hello hello, Verdict verdict) {
        if (phase == Phase.ENDED) {
            return Optional.of("session " + settings.session() + " is over");
        }
        if (verdict instanceof Verdict.Refused refused) {
            return Optional.of(refused.reason());
        }
        if (hello.part()
                .filter(part -> !part.stream().equals(settings.stream()))
                .isPresent()) {
            return Optional.of("it has a part of an earlier run of session " + settings.session());
        }
        if (roster.size() >= SourceSettings.MAX_NODES && roster.named(hello.nodeId()) == null) {
            return Optional.of("the session is full");
        }
        long received = hello.part().map(Message.Part::received).orElse(0L);
        return phase == Phase.RUNNING
                ? chain.whyNot(received).map(why -> "session " + settings.session() + " has already started: " + why)
                : Optional.empty();
    }

    /** The node of that name that was here before is not it any more. */
    private void supersede(SourceNode before) {
        chain.lose(before.id());
        if (roster.hangUp(before.connection)) {
            send(before.connection, new Message.Aborted("joined again from another connection"));
            effects.add(new SourceEffect.Close(before.connection));
        }
    }

    /** Somebody says "start", without being a node. */
    public void go(long connection, long nowNanos) {
        if (phase == Phase.ENDED) {
            refuse(connection, "session " + settings.session() + " is over");
            return;
        }
        send(connection, new Message.Release());
        effects.add(new SourceEffect.Close(connection));
        go(nowNanos);
    }

    /** How many take part who are not ours to keep: they count for the start, and the end waits for them. */
    public void guests(Guests now, long nowNanos) {
        guests = now;
        isUnsettled = true;
        startWhenAllAreHere(nowNanos);
    }

    /** A message of a node that was admitted; from any other connection it is ignored. */
    public void message(long connection, Message message, long nowNanos) {
        SourceNode node = roster.at(connection);
        if (node == null || node.is(State.LOST)) {
            return;
        }
        node.heardNanos = nowNanos;
        if (node.is(State.SUSPECT)) {
            node.state = State.ACTIVE;
            node.reason = "";
            isUnsettled = true;
        }
        if (message instanceof Message.Beat beat) {
            node.beat(beat, nowNanos);
            return;
        }
        isUnsettled = true;
        if (message instanceof Message.Attached) {
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

    /** A control connection ended. Who had it may come back with another. */
    public void controlLost(long connection, String reason, long nowNanos) {
        SourceNode node = roster.at(connection);
        roster.hangUp(connection);
        if (node == null) {
            return;
        }
        isUnsettled = true;
        if (node.is(State.ACTIVE) && phase == Phase.RUNNING) {
            suspect(node, reason, settings.terms().suspicion(), nowNanos);
        } else if (node.is(State.SUSPECT)) {
            node.giveUpNanos = nowNanos + settings.terms().suspicion().toNanos();
            node.reason = reason;
        } else if (node.isHere()) {
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
        isUnsettled = true;
        connected().forEach(node -> send(node.connection, new Message.StreamEnd(totalBytes, streamDigest)));
    }

    public void sourceFailed(String reason, long nowNanos) {
        failAll("source failed: " + reason, nowNanos);
    }

    /** Time passes: call it at least every 100 ms, when all events that came until then were handed in. */
    public void tick(long nowNanos) {
        if (phase == Phase.ENDED) {
            return;
        }
        isUnsettled = true;
        long pausedNanos = pauses.tick(nowNanos);
        if (pausedNanos > 0) {
            roster.unreleased().forEach(node -> node.shift(pausedNanos, nowNanos));
        }
        judgeTheSilent(nowNanos);
        giveUpTheStalled(nowNanos);
        chain.blameParents(nowNanos, this::lose);
        if (nowNanos - beatNanos >= SourceSettings.BEAT.toNanos()) {
            beatNanos = nowNanos;
            connected().forEach(node -> send(node.connection, new Message.SourceBeat()));
        }
        if (phase == Phase.RUNNING) {
            stragglers.check(sentBytes, nowNanos, (node, why) -> emit(new SendEvent.SetAside(node.id(), why)));
        }
        if (phase == Phase.RUNNING && nowNanos - progressNanos >= PROGRESS_NANOS) {
            progressNanos = nowNanos;
            emitProgress();
        }
        if (phase == Phase.GATHERING
                && nowNanos - openedNanos >= settings.joinWait().toNanos()) {
            waitIsOver(nowNanos);
        }
    }

    /** Repairs what the events since the last call broke, places who came, and ends the session when nobody is left to wait for. */
    public void settle(long nowNanos) {
        if (phase != Phase.RUNNING || !isUnsettled) {
            return;
        }
        isUnsettled = false;
        chain.repair(this::lose).ifPresent(epoch -> emit(new SendEvent.Repaired(epoch)));
        releases.settle(guests, nowNanos, this::release);
        boolean isOver = !roster.hasAny(State.ACTIVE) && !roster.hasAny(State.SUSPECT) && guests.active() == 0;
        if (isOver && roster.with(State.DONE).stream().allMatch(node -> node.released)) {
            boolean isAnyDone = guests.done() > 0 || roster.hasAny(State.DONE);
            end(isAnyDone ? Optional.empty() : Optional.of("no node is left"), nowNanos);
        }
    }

    private void startWhenAllAreHere(long nowNanos) {
        if (phase == Phase.GATHERING
                && gathering.isComplete(roster.with(State.ACTIVE).size() + guests.active())) {
            start(nowNanos);
        }
    }

    private void waitIsOver(long nowNanos) {
        if (!roster.hasAny(State.ACTIVE) && guests.active() == 0) {
            end(Optional.of("no node joined within " + seconds(settings.joinWait())), nowNanos);
        } else {
            start(nowNanos);
        }
    }

    private void start(long nowNanos) {
        forgetTheLost();
        phase = Phase.RUNNING;
        isUnsettled = true;
        startedNanos = nowNanos;
        progressNanos = nowNanos;
        roster.order();
        List<SourceNode> here = roster.with(State.ACTIVE);
        here.forEach(node -> node.receivedNanos = nowNanos);
        List<String> names = here.stream().map(SourceNode::id).toList();
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
                    "digest mismatch: its sink took " + done.total() + " bytes, "
                            + settings.digest().label() + " " + done.digest().hex());
            return;
        }
        if (node.is(State.ACTIVE)) {
            node.state = State.DONE;
            emit(new SendEvent.NodeDone(node.id()));
        }
    }

    private void judgeTheSilent(long nowNanos) {
        Duration suspicion = settings.terms().suspicion();
        Duration patience = settings.terms().patience();
        boolean isCutOff = isCutOff(nowNanos);
        for (SourceNode node : roster.unreleased()) {
            long silentNanos = nowNanos - node.heardNanos;
            if (node.is(State.SUSPECT)) {
                boolean mayBeUs = isCutOff && roster.isConnected(node) && silentNanos < SourceSettings.OUTAGE.toNanos();
                if (nowNanos - node.giveUpNanos >= 0 && !mayBeUs) {
                    drop(
                            node,
                            roster.isConnected(node)
                                    ? "silent for " + seconds(Duration.ofMillis(silentNanos / 100_000_000 * 100))
                                    : node.reason);
                }
            } else if (phase == Phase.GATHERING && silentNanos >= patience.toNanos()) {
                drop(node, "silent for " + seconds(patience));
            } else if (phase == Phase.RUNNING && silentNanos >= suspicion.toNanos()) {
                if (node.is(State.DONE)) {
                    chain.lose(node.id());
                } else {
                    suspect(node, "silent for " + seconds(suspicion), patience.minus(suspicion), nowNanos);
                }
            }
        }
    }

    /** When several nodes, or the only one there ever was, are silent and nobody is heard, it may be the source that is cut off. */
    private boolean isCutOff(long nowNanos) {
        List<SourceNode> here = connected();
        long suspicionNanos = settings.terms().suspicion().toNanos();
        return (here.size() > 1 || roster.size() == 1)
                && here.stream().allMatch(node -> nowNanos - node.heardNanos >= suspicionNanos);
    }

    private void suspect(SourceNode node, String reason, Duration hope, long nowNanos) {
        node.suspect(reason, hope, nowNanos);
        chain.lose(node.id());
        emit(new SendEvent.SetAside(node.id(), reason));
    }

    /** A node may live and its sink not: a command that hangs, a disk that takes nothing. */
    private void giveUpTheStalled(long nowNanos) {
        for (SourceNode node : roster.with(State.ACTIVE)) {
            boolean hasWork = node.complete || node.received > node.sunk;
            if (hasWork && nowNanos - node.sunkNanos >= settings.stall().toNanos()) {
                String has = node.complete ? "has all bytes, and its" : "its";
                lose(node, has + " sink did nothing for " + seconds(settings.stall()) + " at byte " + node.sunk);
            }
        }
    }

    /** For good. */
    private void lose(SourceNode node, String reason) {
        if (!node.is(State.LOST) && roster.hangUp(node.connection)) {
            send(node.connection, new Message.Aborted(reason));
            effects.add(new SourceEffect.Close(node.connection));
        }
        markLost(node, reason);
    }

    /** It may come back: it is not told that it was given up, since it would not hear it, or hear it too late. */
    private void drop(SourceNode node, String reason) {
        if (!node.is(State.LOST) && roster.hangUp(node.connection)) {
            effects.add(new SourceEffect.Close(node.connection));
        }
        markLost(node, reason);
    }

    private void markLost(SourceNode node, String reason) {
        if (!node.is(State.LOST)) {
            node.state = State.LOST;
            node.reason = reason;
            isUnsettled = true;
            chain.lose(node.id());
            emit(new SendEvent.NodeLost(node.id(), reason));
        }
    }

    private void release(SourceNode node) {
        node.released = true;
        chain.leave(node.id());
        send(node.connection, new Message.Release());
        effects.add(new SourceEffect.Close(node.connection));
        isUnsettled = true;
    }

    private void failAll(String reason, long nowNanos) {
        if (phase != Phase.ENDED) {
            roster.with(State.ACTIVE).forEach(node -> lose(node, reason));
            roster.with(State.SUSPECT).forEach(node -> lose(node, reason));
            end(Optional.of(reason), nowNanos);
        }
    }

    private void end(Optional<String> error, long nowNanos) {
        boolean hasStarted = phase == Phase.RUNNING;
        phase = Phase.ENDED;
        roster.with(State.DONE).stream().filter(node -> !node.released).forEach(this::release);
        Duration elapsed = hasStarted ? Duration.ofNanos(nowNanos - startedNanos) : Duration.ZERO;
        SendResult sendResult = new SendResult(sentBytes, elapsed, roster.outcomes(), stragglers.remarks(), error);
        result = Optional.of(sendResult);
        if (hasStarted) {
            emitProgress();
        }
        emit(new SendEvent.Ended(sendResult));
        effects.add(new SourceEffect.End(sendResult));
    }

    private void emitProgress() {
        emit(new SendEvent.Progress(
                figures.of(sentBytes, phase != Phase.GATHERING), sentBytes, figures.bottleneck(sentBytes)));
    }

    private List<SourceNode> connected() {
        return roster.unreleased().stream().filter(roster::isConnected).toList();
    }

    private void refuse(long connection, String reason) {
        send(connection, new Message.Refused(reason));
        effects.add(new SourceEffect.Close(connection));
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
