package org.kaappliance.relay.chain;

import java.time.Duration;
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
    enum Phase {
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
    private final Door door;
    private final Losses losses;
    private final Reports reports;
    private final Stragglers stragglers;
    private final Releases releases;
    private final FleetFigures figures;
    private final PauseWatch pauses;
    private final Outbox out = new Outbox();
    private final SentStream sent = new SentStream();
    private Phase phase = Phase.GATHERING;
    private Guests guests = Guests.NONE;
    private boolean isUnsettled;
    private long startedNanos;
    private long beatNanos;
    private long progressNanos;
    private Optional<SendResult> result = Optional.empty();

    public SourceEngine(SourceSettings settings, KeptBytes kept, long nowNanos) {
        this.settings = settings;
        this.gathering = new Gathering(settings.wanted());
        this.chain = new ChainKeeper(settings, roster, kept, out::add);
        this.door = new Door(settings, roster, chain, out);
        this.losses = new Losses(settings, roster, chain, out);
        this.reports = new Reports(settings, chain, losses, sent, out);
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
        return out.drain();
    }

    /** A node came, and the owner's verdict on it. */
    public void hello(long connection, Message.Hello hello, Verdict verdict, long nowNanos) {
        forgetTheLost();
        Optional<String> refusal = door.refusal(hello, verdict, phase);
        if (refusal.isPresent()) {
            out.refuse(connection, refusal.get());
            out.emit(new SendEvent.Refused(hello.nodeId(), hello.address(), refusal.get()));
            return;
        }
        SourceNode before = roster.named(hello.nodeId());
        if (before != null) {
            door.supersede(before);
        }
        if (phase == Phase.GATHERING) {
            gathering.joined(hello.nodeId());
        }
        SourceNode node = new SourceNode(hello, connection, nowNanos);
        node.hasAll = sent.end().isPresent()
                && node.received == sent.bytes()
                && hello.part().isPresent();
        roster.add(node);
        out.send(connection, new Message.Welcome(settings.stream(), settings.format(), settings.digest()));
        sent.end().ifPresent(end -> out.send(connection, end));
        out.emit(new SendEvent.Joined(hello.nodeId(), hello.address()));
        isUnsettled = true;
        startWhenAllAreHere(nowNanos);
    }

    /** Who came and went before the start has missed nothing, and is in nobody's way. */
    private void forgetTheLost() {
        if (phase == Phase.GATHERING) {
            roster.forget(State.LOST);
        }
    }

    /** Somebody says "start", without being a node. */
    public void go(long connection, long nowNanos) {
        if (phase == Phase.ENDED) {
            out.refuse(connection, "session " + settings.session() + " is over");
            return;
        }
        out.send(connection, new Message.Release());
        out.close(connection);
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
        } else {
            isUnsettled = true;
            reports.take(node, message, nowNanos);
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
            losses.suspect(node, reason, settings.terms().suspicion(), nowNanos);
        } else if (node.is(State.SUSPECT)) {
            node.giveUpNanos = nowNanos + settings.terms().suspicion().toNanos();
            node.reason = reason;
        } else if (node.isHere()) {
            losses.lose(node, reason);
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
        sent.read(totalBytes);
    }

    /** The source ended well; call it before any child can know. */
    public void sourceEnded(long totalBytes, StreamDigest streamDigest) {
        sent.ended(totalBytes, streamDigest);
        isUnsettled = true;
        roster.connected().forEach(node -> out.send(node.connection, sent.end().orElseThrow()));
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
        losses.judgeTheSilent(phase, nowNanos);
        losses.giveUpTheStalled(nowNanos);
        chain.blameParents(nowNanos, losses::lose);
        if (nowNanos - beatNanos >= SourceSettings.BEAT.toNanos()) {
            beatNanos = nowNanos;
            roster.connected().forEach(node -> out.send(node.connection, new Message.SourceBeat()));
        }
        if (phase == Phase.RUNNING) {
            stragglers.check(sent.bytes(), nowNanos, (node, why) -> out.emit(new SendEvent.SetAside(node.id(), why)));
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
        chain.repair(this::loseInRepair).ifPresent(epoch -> out.emit(new SendEvent.Repaired(epoch)));
        releases.settle(guests, nowNanos, this::release);
        boolean isOver = !roster.hasAny(State.ACTIVE) && !roster.hasAny(State.SUSPECT) && guests.active() == 0;
        if (isOver && roster.with(State.DONE).stream().allMatch(node -> node.released)) {
            boolean isAnyDone = guests.done() > 0 || roster.hasAny(State.DONE);
            end(isAnyDone ? Optional.empty() : Optional.of("no node is left"), nowNanos);
        }
    }

    /** The next settling takes it out. */
    private void loseInRepair(SourceNode node, String reason) {
        losses.lose(node, reason);
        isUnsettled = true;
    }

    private void startWhenAllAreHere(long nowNanos) {
        if (phase == Phase.GATHERING
                && gathering.isComplete(roster.with(State.ACTIVE).size() + guests.active())) {
            start(nowNanos);
        }
    }

    private void waitIsOver(long nowNanos) {
        if (!roster.hasAny(State.ACTIVE) && guests.active() == 0) {
            end(Optional.of("no node joined within " + Losses.seconds(settings.joinWait())), nowNanos);
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
        out.add(new SourceEffect.StartStream());
        out.emit(new SendEvent.Started(names));
    }

    private void release(SourceNode node) {
        node.released = true;
        chain.leave(node.id());
        out.send(node.connection, new Message.Release());
        out.close(node.connection);
        isUnsettled = true;
    }

    private void failAll(String reason, long nowNanos) {
        if (phase != Phase.ENDED) {
            roster.with(State.ACTIVE).forEach(node -> losses.lose(node, reason));
            roster.with(State.SUSPECT).forEach(node -> losses.lose(node, reason));
            end(Optional.of(reason), nowNanos);
        }
    }

    private void end(Optional<String> error, long nowNanos) {
        boolean hasStarted = phase == Phase.RUNNING;
        phase = Phase.ENDED;
        roster.with(State.DONE).stream().filter(node -> !node.released).forEach(this::release);
        Duration elapsed = hasStarted ? Duration.ofNanos(nowNanos - startedNanos) : Duration.ZERO;
        SendResult sendResult = new SendResult(sent.bytes(), elapsed, roster.outcomes(), stragglers.remarks(), error);
        result = Optional.of(sendResult);
        if (hasStarted) {
            emitProgress();
        }
        out.emit(new SendEvent.Ended(sendResult));
        out.add(new SourceEffect.End(sendResult));
    }

    private void emitProgress() {
        out.emit(new SendEvent.Progress(
                figures.of(sent.bytes(), phase != Phase.GATHERING), sent.bytes(), figures.bottleneck(sent.bytes())));
    }
}
