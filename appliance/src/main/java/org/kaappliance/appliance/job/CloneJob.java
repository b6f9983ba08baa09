package org.kaappliance.appliance.job;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.golden.SourceChanges;
import org.kaappliance.clientkit.report.NodeStep;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.Arming;
import org.kaappliance.pxemenu.DiskState;
import org.kaappliance.pxemenu.NodeEvent;
import org.kaappliance.pxemenu.NodeRecord;
import org.kaappliance.relay.NodeHello;
import org.kaappliance.relay.NodeOutcome;
import org.kaappliance.relay.RelayServer;
import org.kaappliance.relay.SendResult;
import org.kaappliance.relay.SendSession;
import org.kaappliance.relay.SendSpec;
import org.kaappliance.relay.SessionKey;
import org.kaappliance.relay.StreamSource;
import org.kaappliance.relay.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One clone job. It carries the three streams of the method through the chain ({@code getstage2}, {@code kainstall1},
 * {@code kainstall2}, each with the job's id behind it), and hears what the nodes report. Nodes that fail get further rounds.
 *
 * <p>{@link #run} has a thread of its own; reports come on theirs.
 */
final class CloneJob implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(CloneJob.class);

    /** How a standing job ends whose nodes were all taken out. */
    static final String NOBODY_LEFT = "none of its nodes is armed any more";

    private static final String FIRST_SESSION = "getstage2";

    /** How long a node may take between two sessions: partition tables and file systems of large disks take minutes. */
    private static final Duration BETWEEN_SESSIONS = Duration.ofMinutes(15);

    /** How long after a golden system that could not be read it is asked again. */
    private static final Duration SOURCE_PATIENCE = Duration.ofSeconds(30);

    private final String id;
    private final SessionKey key;
    private final SessionTerms terms;
    private final int retries;
    private final Roster roster;
    private final JobStreams streams;
    private final Fleet fleet;
    private final RelayServer relay;
    private final Consumer<MacAddress> dismissal;
    private final IdentityCheck identities = new IdentityCheck();
    private final Ending ending;
    private volatile SendSession open;
    private volatile boolean cancelled;
    private volatile boolean inLastRound;
    private volatile Duration sourcePatience = SOURCE_PATIENCE;
    private volatile Optional<String> trouble = Optional.empty();

    /** Where the end of a job is stored. */
    @FunctionalInterface
    interface Ending {
        /** Returns when it is durable. */
        void store(boolean succeeded, String detail);
    }

    CloneJob(
            String id,
            SessionKey key,
            SessionTerms terms,
            int retries,
            Roster roster,
            JobStreams streams,
            Fleet fleet,
            RelayServer relay,
            Consumer<MacAddress> dismissal,
            Ending ending) {
        this.dismissal = dismissal;
        this.ending = ending;
        this.id = id;
        this.key = key;
        this.terms = terms;
        this.retries = retries;
        this.roster = roster;
        this.streams = streams;
        this.fleet = fleet;
        this.relay = relay;
    }

    /** How long after a golden system that could not be read it is asked again. */
    void asksSourceAgainAfter(Duration patience) {
        sourcePatience = patience;
    }

    Roster roster() {
        return roster;
    }

    /** Whether a node that fails now is cloned again without a word from the administrator. */
    boolean hasFurtherRounds() {
        return switch (roster.arming()) {
            case ONCE -> !inLastRound && !cancelled && roster.isRunning();
            case STANDING -> !cancelled && roster.isRunning();
        };
    }

    /** Whether the round that runs still takes this machine: it waits for it to start again, or all wait for the first session. */
    boolean awaits(MacAddress mac) {
        return !cancelled
                && roster.isRunning()
                && roster.find(mac.toString())
                        .filter(node -> roster.isUnderWay(node) || isGathering())
                        .isPresent();
    }

    /** Whether the first session of a round is open. */
    boolean isGathering() {
        return roster.isOpen(FIRST_SESSION + "-" + id);
    }

    @Override
    public void run() {
        try {
            switch (roster.arming()) {
                case ONCE -> runRounds();
                case STANDING -> serveWhoeverComes();
            }
            finish();
        } catch (PlanException | IOException e) {
            LOG.error("job {} cannot go on: {}", id, e.getMessage());
            breakOff(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.info("job {} is interrupted; it goes on when the appliance starts again", id);
        } catch (RuntimeException e) {
            LOG.error("job {} cannot go on", id, e);
            breakOff(e);
        }
    }

    private void breakOff(Exception e) {
        trouble = Optional.of("cannot go on: " + e.getMessage());
        roster.missing().forEach(node -> giveUp(node, trouble.get()));
        finish();
    }

    private void runRounds() throws InterruptedException, PlanException, IOException {
        List<Member> nodes = roster.due();
        for (int round = 0; round <= retries && !nodes.isEmpty() && !cancelled; round++) {
            String names = nodes.stream().map(node -> node.name).collect(Collectors.joining(", "));
            LOG.info("job {}: round {} for {}", id, round + 1, names);
            runRound(nodes, round == retries);
            nodes = roster.due();
        }
    }

    /** A round whenever a node waits. Who comes while one runs waits for the next; how often one may fail is the life of the node's to say. */
    private void serveWhoeverComes() throws InterruptedException, PlanException, IOException {
        while (roster.awaitArrival(() -> cancelled)) {
            LOG.info("job {}: somebody waits, a round begins", id);
            runRound(roster.due(), false);
            roster.rest();
        }
    }

    private void runRound(List<Member> candidates, boolean isLast)
            throws InterruptedException, PlanException, IOException {
        Optional<ClonePlan> plan = plan(isLast); // before anybody's disk is touched
        if (plan.isPresent()) {
            runRound(candidates, isLast, plan.get());
        }
    }

    /** Empty when the golden system cannot be read just now: this round is over then, after a while. */
    private Optional<ClonePlan> plan(boolean isLast) throws InterruptedException, PlanException, IOException {
        try {
            return Optional.of(streams.plan());
        } catch (IOException e) {
            if (isLast) {
                throw e;
            }
            LOG.warn("job {}: the golden system cannot be read, tried again: {}", id, e.getMessage());
            roster.pause("waits for the golden system: " + e.getMessage(), sourcePatience, () -> cancelled);
            return Optional.empty();
        }
    }

    private void runRound(List<Member> candidates, boolean isLast, ClonePlan plan) throws InterruptedException {
        List<Member> nodes = roster.newRound(candidates);
        inLastRound = isLast; // not before: from now on the round awaits them
        List<Member> ready = session(FIRST_SESSION, nodes, terms.nodeWait(), streams.stage2(), 0);
        // from the description on a node may write: that it does is stored before it can
        ready.removeIf(node -> !mayWrite(node));
        byte[] description =
                plan.encode(id, ready.stream().map(node -> node.mac).toList());
        ready = session("kainstall1", ready, BETWEEN_SESSIONS, () -> new ByteArrayInputStream(description), 0);
        if (plan.carriesFiles()) {
            ready = session(
                    "kainstall2", ready, BETWEEN_SESSIONS, streams.golden(sourceChanges()), streams.goldenBytes());
        }
        List<DeviceName> partitions = plan.content().rawPartitions();
        for (int i = 0; i < partitions.size(); i++) {
            DeviceName device = partitions.get(i);
            StreamSource blocks = streams.image(device);
            ready = session("kaimage" + (i + 1), ready, BETWEEN_SESSIONS, blocks, streams.imageBytes(device));
        }
        roster.awaitEndOf(ready, BETWEEN_SESSIONS);
        ready.forEach(node -> fail(node, "received everything, and was not heard of again"));
    }

    /** Of this reading. */
    private SourceChanges sourceChanges() {
        SourceChanges changes = new SourceChanges(line -> LOG.warn("job {}: golden system: {}", id, line));
        roster.readsSource(changes);
        return changes;
    }

    private boolean mayWrite(Member node) {
        Optional<String> refused =
                fleet.applyNow(node.mac, new NodeEvent.ReceivingStarted()).refused();
        refused.ifPresent(reason -> fail(node, reason));
        return refused.isEmpty();
    }

    /** Runs one session to its end and returns the nodes that have all of it. @param total about its bytes, 0 while that is not known */
    private List<Member> session(String name, List<Member> nodes, Duration wait, StreamSource source, long total)
            throws InterruptedException {
        List<Member> expected = new CopyOnWriteArrayList<>(roster.beginSession(name + "-" + id, nodes, total));
        if (expected.isEmpty() || cancelled) {
            return new ArrayList<>();
        }
        SendSpec spec = terms.spec(name + "-" + id, expected.size(), key)
                .withWait(wait)
                .withAdmission(hello -> admit(name, hello, expected));
        SendSession session = relay.start(spec, source, new SessionWatch(id, name, roster));
        open = session;
        forgetWhoFailedMeanwhile(session, expected);
        SendResult result = session.await();
        open = null;
        roster.endSession();
        result.error().ifPresent(error -> LOG.warn("job {}: session {}: {}", id, name, error));
        return settle(name, expected, result);
    }

    /** A node, or the whole job, may have ended after the session was planned and before {@link #open} was set. */
    private void forgetWhoFailedMeanwhile(SendSession session, List<Member> expected) {
        expected.stream().filter(node -> !roster.isUnderWay(node)).forEach(node -> session.forget(node.nodeId()));
        if (cancelled) {
            session.cancel("cancelled");
        }
    }

    private List<Member> settle(String name, List<Member> expected, SendResult result) {
        Map<String, NodeOutcome> outcomes = result.nodes().stream()
                .collect(Collectors.toMap(NodeOutcome::nodeId, o -> o, (first, second) -> second));
        List<Member> complete = new ArrayList<>();
        for (Member node : expected) {
            NodeOutcome outcome = outcomes.get(node.nodeId());
            if (outcome == null && roster.lost(node).isPresent()) {
                fail(node, roster.lost(node).get()); // before the start; the session has forgotten it
            } else if (outcome == null) {
                didNotCome(node, result.error().orElse("did not come to session " + name));
            } else if (outcome.complete()) {
                complete.add(node);
            } else {
                fail(node, outcome.failure().orElse("left session " + name));
            }
        }
        return complete;
    }

    /**
     * In a job that stands, a node that is there and has not come starts again; nobody else would ever make it. One whose try was over already has
     * started again by itself, and waits for the next round.
     */
    private void didNotCome(Member node, String reason) {
        boolean isThere = roster.record(node)
                .filter(record -> record.state().hasReported())
                .isPresent();
        if (giveUp(node, reason) && roster.arming() == Arming.STANDING && isThere) {
            fleet.applyNow(node.mac, new NodeEvent.Failure(reason));
            dismissal.accept(node.mac);
        }
    }

    private Verdict admit(String session, NodeHello hello, List<Member> expected) {
        Optional<Member> node = roster.find(hello.nodeId())
                .filter(n -> roster.record(n)
                        .filter(record -> record.holds(id, hello.credential()))
                        .isPresent());
        return node.filter(n -> expected.contains(n) || joins(session, n, expected))
                        .isPresent()
                ? Verdict.accepted()
                : Verdict.refused("this machine is not expected here");
    }

    /** Who was not armed yet when a round of a standing job was planned joins it as long as nobody's disk is touched. */
    private boolean joins(String session, Member node, List<Member> expected) {
        boolean may = roster.arming() == Arming.STANDING && session.equals(FIRST_SESSION) && roster.join(node);
        if (may) {
            LOG.info("job {}: {} joins the round", id, node.name);
            expected.add(node);
        }
        return may;
    }

    /** This try of a node is over, and its life says so too. */
    private void fail(Member node, String reason) {
        if (giveUp(node, reason)) {
            fleet.apply(node.mac, new NodeEvent.Failure(reason));
        }
    }

    /** Stops waiting for a node in this round; false when its try was over already. */
    private boolean giveUp(Member node, String reason) {
        boolean wasUnderWay = roster.giveUp(node, reason);
        SendSession session = open;
        if (wasUnderWay && session != null) {
            session.forget(node.nodeId());
        }
        return wasUnderWay;
    }

    /**
     * Why a machine that comes to be cloned is to be left alone: who is cloned again and again within a short time is taken for one that does not
     * come up, whatever it was seen to do.
     */
    Optional<String> objection(MacAddress mac) {
        return roster.arming() == Arming.STANDING ? roster.tooOften(roster.get(mac)) : Optional.empty();
    }

    /** A node of this job has said hello, with its token checked, for the first time or again. */
    void hello(MacAddress mac) {
        Member node = roster.get(mac);
        if (roster.isAtWork(node)) {
            giveUp(node, "started again in the middle");
        }
        identities.forget(mac);
        roster.waiting(node, FIRST_SESSION + "-" + id);
    }

    /** What a node's clone is known by. */
    void identity(MacAddress mac, String kind, String fingerprint) {
        identities.note(mac, kind, fingerprint);
        if (IdentityCheck.isHostName(kind)) {
            identities
                    .ofName(mac)
                    .ifPresent(shared -> LOG.warn("job {}: {} has the host name of {}", id, mac, shared.other()));
        }
    }

    /**
     * Why a clone must not go into the world as it is: another one of this job is known by the same. A host name that two have is a warning only: without
     * a name from DHCP all keep the golden one.
     */
    Optional<String> sharedIdentity(MacAddress mac) {
        return identities
                .of(mac)
                .map(shared -> "its " + shared.kind() + " is also that of "
                        + roster.find(shared.other().toString())
                                .map(node -> node.name)
                                .orElse("another node"));
    }

    void step(MacAddress mac, NodeStep step, String text) {
        roster.step(roster.get(mac), step.name().toLowerCase(Locale.ROOT), text);
    }

    void done(MacAddress mac) {
        roster.done(roster.get(mac));
    }

    void failed(MacAddress mac, String reason) {
        fail(roster.get(mac), reason);
    }

    /** The administrator has taken a node out of the job. @param how {@code disarmed}, {@code parked} */
    void takenOut(MacAddress mac, String how) {
        roster.find(mac.toString()).ifPresent(node -> giveUp(node, how));
        dismissal.accept(mac);
    }

    void cancel(String reason) {
        cancelled = true;
        roster.missing().forEach(node -> giveUp(node, reason));
        SendSession session = open;
        if (session != null) {
            session.cancel(reason);
        }
    }

    /** The end is stored before the first node is let go: a kill in between does not begin the job again. */
    private void finish() {
        List<Member> missing = roster.missing();
        boolean succeeded = roster.arming() == Arming.ONCE ? missing.isEmpty() : trouble.isEmpty();
        String text = roster.arming() == Arming.ONCE ? summary(missing) : endOfStanding();
        try {
            ending.store(succeeded, text);
        } catch (RuntimeException e) {
            LOG.error("the end of job {} cannot be stored: {}", id, e.getMessage());
        }
        for (Member node : roster.all()) {
            try {
                letGo(node);
            } catch (RuntimeException e) {
                LOG.error("job {}: {} stays as it is: {}", id, node.name, e.getMessage());
            }
        }
        roster.end(succeeded, text);
        LOG.info("job {} {}: {}", id, roster.succeeded() ? "done" : "failed", roster.detail());
    }

    /** Nothing stays armed behind a job. A disk that may be half written is not booted either: that node is parked. */
    private void letGo(Member node) {
        Optional<NodeRecord> record = roster.record(node).filter(NodeRecord::isClaimed);
        if (record.isEmpty()) {
            return; // cloned, disarmed or parked already, perhaps armed for another job since
        }
        fleet.applyNow(node.mac, farewell(record.get(), "job " + id + " ended: " + why(node)));
        if (record.get().state().bootsKaMethod()) {
            dismissal.accept(node.mac);
        }
    }

    private String why(Member node) {
        return switch (roster.arming()) {
            case ONCE -> roster.detailOf(node).isEmpty() ? "cancelled" : roster.detailOf(node);
            case STANDING -> endOfStanding();
        };
    }

    private String endOfStanding() {
        return trouble.orElse(cancelled ? "cancelled" : NOBODY_LEFT);
    }

    /** What a job that ends leaves behind on a node that it has not cloned. */
    static NodeEvent farewell(NodeRecord node, String reason) {
        return node.disk() == DiskState.HALF_WRITTEN ? new NodeEvent.Park(reason) : new NodeEvent.Disarm(reason);
    }

    private String summary(List<Member> missing) {
        String cloned = (roster.size() - missing.size()) + " of " + roster.size() + " nodes cloned";
        return missing.isEmpty()
                ? cloned
                : cloned + "; missing: "
                        + missing.stream()
                                .map(m -> m.name + " (" + roster.detailOf(m) + ")")
                                .collect(Collectors.joining(", "));
    }
}
