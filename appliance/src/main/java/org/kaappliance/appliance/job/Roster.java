package org.kaappliance.appliance.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.clientkit.golden.SourceChanges;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.Arming;
import org.kaappliance.pxemenu.NodeRecord;
import org.kaappliance.pxemenu.NodeState;
import org.kaappliance.relay.Bottleneck;
import org.kaappliance.relay.SendEvent;

/** How far each node of a job is, and the job as a whole. Thread-safe; everything is guarded by this object's lock. */
final class Roster {
    /** A guard may park a node without a word to its job. */
    private static final long LOOK_AGAIN_MILLIS = 1_000;

    private static final int MANY_CLONES = 4;
    private static final Duration MANY_CLONES_WITHIN = Duration.ofHours(2);

    private final String job;
    private final Arming arming;
    private final Fleet fleet;
    private final LongSupplier nanoTime;
    private final long startNanos;
    private final Map<MacAddress, Member> members = new TreeMap<>();
    private String session = "";
    private long sent;
    private long total;
    private String limitedBy = "";
    private SourceChanges sourceChanges = new SourceChanges(line -> {});
    private String state = "running";
    private String detail = "";
    private long changes;

    Roster(String job, Arming arming, Collection<Member> members, Fleet fleet, LongSupplier nanoTime) {
        this.job = job;
        this.arming = arming;
        this.fleet = fleet;
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
        members.forEach(member -> this.members.put(member.mac, member));
    }

    /** The node with this hardware address, which is one of the job's. */
    Member get(MacAddress mac) {
        return members.get(mac);
    }

    Optional<Member> find(String nodeId) {
        return members.values().stream().filter(m -> m.nodeId().equals(nodeId)).findFirst();
    }

    int size() {
        return members.size();
    }

    /** Gives those that may still be cloned a new try, and returns them: some may have been disarmed a moment ago. */
    synchronized List<Member> newRound(List<Member> nodes) {
        List<Member> ours = nodes.stream().filter(this::isOurs).toList();
        ours.forEach(Member::newTry);
        changed();
        return ours;
    }

    /** True as long as the machine is armed for, or at work on, this job. */
    private boolean isOurs(Member node) {
        return record(node).filter(r -> r.state().bootsKaMethod()).isPresent();
    }

    /** Gives a node a try in the round whose first session is open; false when it is not armed for this job. */
    synchronized boolean join(Member node) {
        boolean may = isOurs(node);
        if (may) {
            node.newTry();
            node.newStream();
            changed();
        }
        return may;
    }

    /** What a node that was cloned too often in a short time is parked with. */
    synchronized Optional<String> tooOften(Member node) {
        return node.clonesSince(nanoTime.getAsLong() - MANY_CLONES_WITHIN.toNanos()) < MANY_CLONES
                ? Optional.empty()
                : Optional.of("came to be cloned again after " + MANY_CLONES + " clones within "
                        + MANY_CLONES_WITHIN.toHours() + " hours: does it boot its disk?");
    }

    /** What is said of a node: why it failed, or what it does. */
    synchronized String detailOf(Member node) {
        return node.detail();
    }

    /** Notes that a session begins, and returns those whose try is still under way. */
    synchronized List<Member> beginSession(String name, List<Member> nodes, long totalBytes) {
        session = name;
        sent = 0;
        limitedBy = "";
        total = totalBytes;
        List<Member> expected = nodes.stream()
                .filter(node -> node.outcome() == Member.Try.UNDER_WAY && isOurs(node))
                .collect(Collectors.toCollection(ArrayList::new));
        expected.forEach(Member::newStream);
        changed();
        return expected;
    }

    /** The golden system is read, for the first time or again. @param changes hears what changes meanwhile */
    synchronized void readsSource(SourceChanges changes) {
        sourceChanges = changes;
        changed();
    }

    synchronized void endSession() {
        session = "";
        limitedBy = "";
        changed();
    }

    /** The total is that of the content, and so is what is shown: with compression the nodes count fewer bytes. */
    synchronized void progressed(SendEvent.Progress progress) {
        sent = progress.contentBytes();
        long now = nanoTime.getAsLong();
        progress.receivedBytes()
                .forEach((nodeId, bytes) -> find(nodeId).ifPresent(m -> m.received(progress.contentOf(bytes), now)));
        limitedBy = progress.bottleneck().map(this::phrase).orElse("");
        changed();
    }

    private String phrase(Bottleneck bottleneck) {
        String name = find(bottleneck.nodeId()).map(node -> node.name).orElse(bottleneck.nodeId());
        return switch (bottleneck.limit()) {
            case SOURCE -> "the source";
            case LINK -> name + "'s link";
            case SINK -> name + "'s disk";
        };
    }

    /** Something happened to a node of the chain that does not end its try. */
    synchronized void inChain(String nodeId, Consumer<Member> what) {
        find(nodeId).filter(this::isUnderWay).ifPresent(what);
        changed();
    }

    /** Why its session has lost the node and not got it back. */
    synchronized Optional<String> lost(Member node) {
        return node.lost();
    }

    /** This try of the node is over; false when it was over already. */
    synchronized boolean giveUp(Member node, String reason) {
        boolean wasUnderWay = node.outcome() == Member.Try.UNDER_WAY;
        node.failed(reason);
        changed();
        return wasUnderWay;
    }

    synchronized void done(Member node) {
        node.done(nanoTime.getAsLong());
        changed();
    }

    synchronized void step(Member node, String step, String text) {
        if (node.outcome() == Member.Try.UNDER_WAY) {
            node.enter(step, text);
            changed();
        }
    }

    /**
     * The node has said hello. Where it was given up before, and everybody still waits for the first session, this is a new
     * try within the same round.
     */
    synchronized void waiting(Member node, String firstSession) {
        if (node.outcome() == Member.Try.FAILED && session.equals(firstSession)) {
            node.newTry();
        }
        node.enter(Member.WAITING, node.detail());
        changed();
    }

    /** Waits until a node stands in stage 1 for the next round; false when none can come any more, or none is wanted. */
    synchronized boolean awaitArrival(BooleanSupplier isCancelled) throws InterruptedException {
        while (!isCancelled.getAsBoolean() && members.values().stream().anyMatch(this::isClaimed)) {
            if (members.values().stream().anyMatch(this::hasArrived)) {
                return true;
            }
            wait(LOOK_AGAIN_MILLIS);
        }
        return false;
    }

    private boolean hasArrived(Member node) {
        return node.step().equals(Member.WAITING)
                && record(node).filter(r -> r.state() == NodeState.WAITING).isPresent();
    }

    private boolean isClaimed(Member node) {
        return record(node).filter(NodeRecord::isClaimed).isPresent();
    }

    /** What is stored of the node while it belongs to this job. */
    Optional<NodeRecord> record(Member node) {
        return fleet.find(node.mac).filter(r -> r.job().equals(Optional.of(job)));
    }

    /** Does nothing for so long, or until it is over. @param reason is said meanwhile */
    synchronized void pause(String reason, Duration limit, BooleanSupplier isOver) throws InterruptedException {
        detail = reason;
        changed();
        long deadline = nanoTime.getAsLong() + limit.toNanos();
        for (long left = limit.toMillis(); left > 0 && !isOver.getAsBoolean(); ) {
            wait(Math.min(left, LOOK_AGAIN_MILLIS));
            left = (deadline - nanoTime.getAsLong()) / 1_000_000;
        }
        detail = "";
        changed();
    }

    /** Who did not come to a round of a standing job has not failed: it is armed as before. */
    synchronized void rest() {
        members.values().stream()
                .filter(node ->
                        record(node).filter(r -> r.state() == NodeState.ARMED).isPresent())
                .forEach(Member::newTry);
        changed();
    }

    /** Whether this session is the one that is open. */
    synchronized boolean isOpen(String name) {
        return session.equals(name);
    }

    synchronized boolean isUnderWay(Member node) {
        return node.outcome() == Member.Try.UNDER_WAY;
    }

    synchronized boolean isAtWork(Member node) {
        return node.outcome() == Member.Try.UNDER_WAY
                && !node.step().isEmpty()
                && !node.step().equals(Member.WAITING);
    }

    /** Who is not cloned. */
    synchronized List<Member> missing() {
        return members.values().stream()
                .filter(node -> node.outcome() != Member.Try.DONE)
                .toList();
    }

    /** Who may be cloned, in a standing job once more: a parked node waits for the administrator. */
    List<Member> due() {
        return members.values().stream().filter(this::isOurs).toList();
    }

    Collection<Member> all() {
        return members.values();
    }

    /** Waits until no node of these is under way any more, or nothing was heard of any for the limit: reading a large disk back takes hours. */
    synchronized void awaitEndOf(List<Member> nodes, Duration limit) throws InterruptedException {
        long deadline = nanoTime.getAsLong() + limit.toNanos();
        long seen = changes;
        while (nodes.stream().anyMatch(node -> node.outcome() == Member.Try.UNDER_WAY)) {
            if (changes != seen) {
                seen = changes;
                deadline = nanoTime.getAsLong() + limit.toNanos();
            }
            long left = (deadline - nanoTime.getAsLong()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }

    synchronized void end(boolean succeeded, String text) {
        state = succeeded ? "done" : "failed";
        detail = text;
        changed();
    }

    Arming arming() {
        return arming;
    }

    synchronized boolean isRunning() {
        return state.equals("running");
    }

    synchronized boolean succeeded() {
        return state.equals("done");
    }

    synchronized String detail() {
        return detail;
    }

    private void changed() {
        changes++;
        notifyAll();
    }

    /** Waits for something to change. @param seen what this returned last; 0 at first */
    synchronized long awaitChange(long seen, Duration limit) throws InterruptedException {
        if (changes == seen && isRunning()) {
            wait(limit.toMillis());
        }
        return changes;
    }

    synchronized JobSnapshot snapshot() {
        return new JobSnapshot(
                job,
                (nanoTime.getAsLong() - startNanos) / 1_000_000 / 1000.0,
                state,
                arming.name().toLowerCase(Locale.ROOT),
                detail,
                session,
                sent,
                total,
                limitedBy,
                members.values().stream().map(this::row).toList(),
                JobSnapshot.Source.of(sourceChanges));
    }

    private int percent(Member node) {
        if (node.outcome() == Member.Try.DONE) {
            return isOurs(node) ? 0 : 100; // armed again, or cloned
        }
        return total > 0 ? (int) Math.min(100, node.bytes() * 100 / total) : 0;
    }

    private JobSnapshot.Row row(Member node) {
        String life = fleet.find(node.mac)
                .map(record -> record.state().name().toLowerCase(Locale.ROOT))
                .orElse("");
        return new JobSnapshot.Row(
                node.nodeId(),
                node.name,
                life,
                node.step().isEmpty() || node.outcome() == Member.Try.DONE ? life : node.step(),
                node.bytes(),
                percent(node),
                node.rate(),
                node.secondsLeft(total),
                node.detail());
    }
}
