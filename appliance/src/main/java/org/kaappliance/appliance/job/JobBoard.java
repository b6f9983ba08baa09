package org.kaappliance.appliance.job;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.kaappliance.appliance.control.ControlException;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.appliance.fleet.NodeSelection;
import org.kaappliance.appliance.store.StoredJobs;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.CloneRequest;
import org.kaappliance.clientkit.golden.GoldenSystem;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.Arming;
import org.kaappliance.pxemenu.NodeEvent;
import org.kaappliance.pxemenu.NodeRecord;
import org.kaappliance.pxemenu.NodeState;
import org.kaappliance.pxemenu.Transition;
import org.kaappliance.relay.RelayServer;
import org.kaappliance.relay.SessionKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All clone jobs: checks an order, arms its nodes, runs it, and takes running ones up again after a restart. Thread-safe. */
public final class JobBoard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobBoard.class);
    private static final int TOKEN_BYTES = 16;

    private final StoredJobs store;
    private final Fleet fleet;
    private final RelayServer relay;
    private final Path kitDirectory;
    private final InstantSource clock;
    private final OrderCheck check;
    private final SessionTerms terms;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, CloneJob> jobs = new ConcurrentSkipListMap<>();
    private final Map<String, StoredJobs.Row> rows = new ConcurrentHashMap<>();
    private final Map<String, Thread> threads = new ConcurrentHashMap<>();
    private final NodeDesk desk;
    private final Planner planner = new Planner() {
        @Override
        public ClonePlan plan(JobOrder order) throws PlanException, IOException {
            return own.plan(order);
        }

        @Override
        public GoldenSystem golden(JobOrder order) throws PlanException, IOException {
            return own.golden(order);
        }
    };
    private volatile Consumer<MacAddress> dismissal = mac -> {};
    private volatile OwnPlanner own = OwnPlanner.NOTHING_SET;
    private volatile Optional<Duration> sourcePatience = Optional.empty();
    private int lastId;

    public JobBoard(
            StoredJobs store,
            Fleet fleet,
            RelayServer relay,
            SessionTerms terms,
            NodeSelection selection,
            Path kitDirectory,
            InstantSource clock) {
        this.terms = terms;
        this.store = store;
        this.fleet = fleet;
        this.relay = relay;
        this.kitDirectory = kitDirectory;
        this.clock = clock;
        this.check = new OrderCheck(fleet, selection, kitDirectory, planner, clock);
        this.desk = new NodeDesk(fleet, this::job, clock);
    }

    /** How a node that waits in stage 1 is told that its job is over: its report connection is ended, and it restarts. */
    public void dismissThrough(Consumer<MacAddress> reportChannel) {
        dismissal = reportChannel;
    }

    /** What is set for every cloning from now on. */
    public void planWith(OwnPlanner planner) {
        own = planner;
    }

    /** How long after a golden system that could not be read the jobs from now on ask again. */
    void asksSourceAgainAfter(Duration patience) {
        sourcePatience = Optional.of(patience);
    }

    /** Hears the nodes. */
    public NodeDesk desk() {
        return desk;
    }

    /**
     * What an order would do.
     *
     * @param order with the machines that it means just now
     * @param unconfirmed those of which nobody said a serial number
     * @param drives what is made on each
     * @param text in the words of the seed, one line each
     */
    public record Plan(JobOrder order, List<NodeRecord> unconfirmed, List<String> drives, List<String> text) {
        /** The machines that the order means. */
        public List<MacAddress> nodes() {
            return order.machines().targets().stream().map(MacAddress::parse).toList();
        }
    }

    /** Touches nothing. */
    public Plan plan(JobOrder order) throws ControlException {
        CheckedOrder checked = check.check(order);
        List<String> lines = new ArrayList<>(checked.plan().summary());
        lines.addAll(PlannedDisks.of(checked, terms.cipher()));
        lines.addAll(PlannedStreams.of(checked, kitDirectory));
        lines.add(
                switch (order.arming()) {
                    case ONCE -> "+ Nodes, ALL DATA ON THE DRIVES ABOVE IS ERASED :";
                    case STANDING ->
                        "+ Nodes, ALL DATA ON THE DRIVES ABOVE IS ERASED, AT EVERY NETWORK BOOT,"
                                + " until the job is cancelled :";
                });
        checked.nodes().forEach(node -> lines.add("     " + node.mac() + " " + node.name()));
        return new Plan(
                checked.order(),
                PlannedDisks.unconfirmed(checked),
                PlannedDisks.drives(checked.plan().disks()),
                lines);
    }

    /**
     * What the disks of a node have to be for an order.
     *
     * @param smallestMib by drive, in order, the size of the smallest disk that fits
     * @param contentBytes about how much they are to hold
     */
    public record Needs(Map<String, Long> smallestMib, long contentBytes) {}

    /** Touches nothing. */
    public Needs needs(JobOrder order) throws ControlException {
        ClonePlan plan = check.check(order).plan();
        return new Needs(plan.smallestDisks(), plan.contentBytes());
    }

    /** Arms the nodes, which is durable when this returns, and starts the job. */
    public synchronized String start(JobOrder wanted) throws ControlException {
        CheckedOrder checked = check.check(wanted);
        JobOrder order = checked.order();
        String id = Integer.toString(++lastId);
        StoredJobs.Row row = new StoredJobs.Row(
                id, clock.instant(), StoredJobs.State.ARMING, StoredOrder.text(order), "", SessionKey.random(random));
        store.save(row).join();
        List<Member> members = new ArrayList<>();
        try {
            for (NodeRecord node : checked.nodes()) {
                members.add(arm(node, id, order.arming()));
            }
            row = row.in(StoredJobs.State.RUNNING, "");
            store.save(row).join();
        } catch (ControlException | RuntimeException e) {
            members.forEach(this::disarmQuietly);
            end(row, StoredJobs.State.FAILED, e.getMessage());
            throw ControlException.failed(e.getMessage() + "; nothing stays armed");
        }
        LOG.info("job {}: armed {}", id, members.stream().map(m -> m.name).collect(Collectors.joining(", ")));
        run(row, order, streams(order, checked.golden(), checked.request()), members);
        return id;
    }

    private Member arm(NodeRecord node, String job, Arming arming) throws ControlException {
        fleet.applyNow(node.mac(), new NodeEvent.Registered(node.name()));
        String token = newToken();
        Transition armed = fleet.applyNow(node.mac(), new NodeEvent.Arm(job, token, arming));
        if (armed.refused().isPresent()) {
            throw ControlException.failed(armed.refused().get());
        }
        return new Member(node.mac(), node.name(), token);
    }

    private void disarmQuietly(Member member) {
        try {
            fleet.applyNow(member.mac, new NodeEvent.Disarm());
        } catch (RuntimeException e) {
            LOG.error("{} cannot be disarmed: {}", member.name, e.getMessage());
        }
    }

    private JobStreams streams(JobOrder order, GoldenSystem golden, CloneRequest request) {
        return new KitStreams(kitDirectory, order, golden, request, planner);
    }

    private void run(StoredJobs.Row row, JobOrder order, JobStreams streams, List<Member> members) {
        Roster roster = new Roster(row.id(), order.arming(), members, fleet, System::nanoTime);
        CloneJob job = new CloneJob(
                row.id(),
                row.key(),
                terms.with(order),
                order.rounds().retries(),
                roster,
                streams,
                fleet,
                relay,
                mac -> {
                    desk.dismiss(mac);
                    dismissal.accept(mac);
                },
                (succeeded, detail) -> end(row, succeeded ? StoredJobs.State.DONE : StoredJobs.State.FAILED, detail));
        sourcePatience.ifPresent(job::asksSourceAgainAfter);
        jobs.put(row.id(), job);
        rows.put(row.id(), row);
        Thread thread = new Thread(
                () -> {
                    job.run();
                    threads.remove(row.id());
                },
                "ka-job-" + row.id());
        threads.put(row.id(), thread);
        thread.start();
    }

    /** Durable when this returns. */
    private void end(StoredJobs.Row row, StoredJobs.State state, String detail) {
        StoredJobs.Row ended = row.in(state, detail);
        CompletableFuture<Void> stored;
        synchronized (rows) {
            rows.put(row.id(), ended);
            stored = store.save(ended);
        }
        stored.join();
    }

    /** Goes on with the jobs that ran when the appliance stopped; their armed nodes are armed still. Called once, at start. */
    public synchronized void resume() {
        for (StoredJobs.Row row : store.load()) {
            lastId = Math.max(lastId, Integer.parseInt(row.id()));
            rows.put(row.id(), row);
            switch (row.state()) {
                case RUNNING -> resume(row);
                case ARMING ->
                    end(row, StoredJobs.State.FAILED, "interrupted while its nodes were armed: none stays so");
                case DONE, FAILED -> {
                    // over
                }
            }
        }
        fleet.all().stream().filter(NodeRecord::isClaimed).forEach(this::letGoUnlessItsJobRuns);
    }

    /** The appliance may have been killed while a job began or ended. */
    private void letGoUnlessItsJobRuns(NodeRecord node) {
        if (node.job().filter(jobs::containsKey).isEmpty()) {
            String reason = "job " + node.job().orElse("?") + " is over";
            LOG.warn("{} was armed, but {}", node.name(), reason);
            fleet.applyNow(node.mac(), CloneJob.farewell(node, reason));
        }
    }

    private void resume(StoredJobs.Row row) {
        List<NodeRecord> nodes = fleet.all().stream()
                .filter(node -> node.job().equals(Optional.of(row.id())))
                .filter(node -> node.token().isPresent() && node.isClaimed())
                .toList();
        try {
            JobOrder order = StoredOrder.of(row);
            if (nodes.isEmpty()) {
                endedMeanwhile(row, order);
                return;
            }
            JobStreams streams = streams(order, planner.golden(order), OrderCheck.request(order));
            if (!GoldenSource.isElsewhere(order.golden().source())) {
                streams.plan(); // else the job asks: nothing here waits for another machine
            }
            List<Member> members = nodes.stream()
                    .map(node ->
                            new Member(node.mac(), node.name(), node.token().orElseThrow()))
                    .toList();
            LOG.info("job {} goes on with {} nodes", row.id(), nodes.size());
            run(row, order, streams, members);
        } catch (IOException | PlanException e) {
            String reason = "job " + row.id() + " cannot go on: " + e.getMessage();
            nodes.forEach(node -> fleet.applyNow(node.mac(), CloneJob.farewell(node, reason)));
            end(row, StoredJobs.State.FAILED, "cannot go on: " + e.getMessage());
            LOG.error("job {} cannot go on: {}", row.id(), e.getMessage());
        }
    }

    /** The last of its nodes was stored as cloned, or let go, and the job's own end was not. */
    private void endedMeanwhile(StoredJobs.Row row, JobOrder order) {
        if (order.arming() == Arming.STANDING) {
            end(row, StoredJobs.State.DONE, CloneJob.NOBODY_LEFT);
            return;
        }
        long cloned = fleet.all().stream()
                .filter(node -> node.job().equals(Optional.of(row.id())))
                .filter(node -> node.state() == NodeState.DONE || node.state() == NodeState.VERIFIED)
                .count();
        end(
                row,
                cloned == order.machines().nodes() ? StoredJobs.State.DONE : StoredJobs.State.FAILED,
                cloned + " of " + order.machines().nodes() + " nodes cloned; interrupted, and none is armed any more");
    }

    private String newToken() {
        byte[] token = new byte[TOKEN_BYTES];
        random.nextBytes(token);
        return HexFormat.of().formatHex(token);
    }

    /** Takes a node out of whatever job it is in; its job goes on without it. */
    public Transition disarm(NodeRecord node) {
        return takeOut(node, new NodeEvent.Disarm(), "disarmed");
    }

    /** Takes a node out of its job; its menu stays on the screen until somebody decides. */
    public Transition park(NodeRecord node) {
        return takeOut(node, new NodeEvent.Park("parked by the administrator"), "parked");
    }

    /** Takes a node out of its job, or off the parking place, to its own disk; refused while that is half written. */
    public Transition bootLocally(NodeRecord node) {
        return takeOut(node, new NodeEvent.Local(), "boots its own disk");
    }

    private Transition takeOut(NodeRecord node, NodeEvent event, String how) {
        Transition transition = fleet.applyNow(node.mac(), event);
        if (transition.moved().isPresent()) {
            node.job()
                    .flatMap(this::job)
                    .filter(job -> job.roster().isRunning())
                    .ifPresent(job -> job.takenOut(node.mac(), how));
        }
        return transition;
    }

    /** The orders of all jobs, those of earlier runs as well. */
    public PastOrders pastOrders() {
        return new PastOrders(List.copyOf(rows.values()));
    }

    /** Ends a job: what is not cloned goes back to its own disk, or is parked where that may be half written. */
    public void cancel(String id) throws ControlException {
        CloneJob job;
        CompletableFuture<Void> stored;
        synchronized (rows) { // what end() stores of it comes behind this, or the job is over already
            job = job(id).filter(j -> j.roster().isRunning() && rows.get(id).state() == StoredJobs.State.RUNNING)
                    .orElseThrow(
                            () -> ControlException.failed("no job " + id + " is running: see 'ka-appliance status'"));
            stored = store.save(rows.get(id).in(atCancel(job), "cancelled"));
        }
        stored.join(); // a restart does not take it up again
        job.cancel("cancelled");
    }

    private static StoredJobs.State atCancel(CloneJob job) {
        return switch (job.roster().arming()) {
            case ONCE -> StoredJobs.State.FAILED;
            case STANDING -> StoredJobs.State.DONE;
        };
    }

    Optional<CloneJob> job(String id) {
        return Optional.ofNullable(jobs.get(id));
    }

    /** How every job of this run of the appliance stands, and of earlier ones as they ended. */
    public List<JobSnapshot> snapshots() {
        return rows.values().stream()
                .sorted(Comparator.comparing(StoredJobs.Row::created))
                .map(row -> job(row.id()).map(job -> job.roster().snapshot()).orElseGet(() -> JobSnapshot.past(row)))
                .toList();
    }

    /**
     * Follows a job to its end.
     *
     * @param watcher gets a snapshot whenever something has changed, and once a second
     * @return the last snapshot
     */
    public JobSnapshot follow(String id, Watcher watcher) throws IOException, InterruptedException {
        Roster job = jobs.get(id).roster();
        long seen = 0;
        while (job.isRunning()) {
            watcher.on(job.snapshot());
            seen = job.awaitChange(seen, Duration.ofSeconds(1));
        }
        JobSnapshot last = job.snapshot();
        watcher.on(last);
        return last;
    }

    /** Sees a job go on. */
    @FunctionalInterface
    public interface Watcher {
        void on(JobSnapshot snapshot) throws IOException;
    }

    /** Interrupts what runs; it stays RUNNING in the store and goes on at the next start. */
    @Override
    public void close() {
        threads.values().forEach(Thread::interrupt);
        for (Thread thread : List.copyOf(threads.values())) {
            try {
                thread.join(5_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
