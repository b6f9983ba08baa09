package org.kaappliance.appliance.job;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.clientkit.report.NodeHello;
import org.kaappliance.clientkit.report.NodeReports;
import org.kaappliance.clientkit.report.NodeStep;
import org.kaappliance.clientkit.report.Verdict;
import org.kaappliance.config.MacAddress;
import org.kaappliance.config.RepeatedWarning;
import org.kaappliance.pxemenu.NodeEvent;
import org.kaappliance.pxemenu.NodeRecord;
import org.kaappliance.pxemenu.NodeState;
import org.kaappliance.pxemenu.Transition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the nodes report. What they say is checked against their stored record, stored, then answered, then told to the job. */
public final class NodeDesk implements NodeReports {
    private static final Logger LOG = LoggerFactory.getLogger(NodeDesk.class);
    private static final int MAX_LOG_CHARS = 500;

    private final RepeatedWarning warnings = new RepeatedWarning();
    /** The run of the node program that last said hello; only machines with a job get in here. */
    private final Map<MacAddress, String> runs = new ConcurrentHashMap<>();

    /** The runs whose try is over for the appliance, and what a connection that comes back is told. */
    private final Map<MacAddress, Over> over = new ConcurrentHashMap<>();

    private record Over(String run, Verdict verdict) {}

    private final Fleet fleet;
    private final InstantSource clock;
    private final Function<String, Optional<CloneJob>> jobs;
    private volatile Duration stayLimit = Duration.ZERO;

    NodeDesk(Fleet fleet, Function<String, Optional<CloneJob>> jobs, InstantSource clock) {
        this.clock = clock;
        this.fleet = fleet;
        this.jobs = jobs;
    }

    /** How long a machine stays in stage 1 that is not cloned again by itself; zero: for ever. */
    public void staysFor(Duration limit) {
        stayLimit = limit;
    }

    /** Takes no further hello of the run that is there now. */
    void dismiss(MacAddress mac) {
        isOver(mac, Verdict.refused("this try is over, start again"));
    }

    private void isOver(MacAddress mac, Verdict verdict) {
        Optional.ofNullable(runs.get(mac)).ifPresent(run -> over.put(mac, new Over(run, verdict)));
    }

    @Override
    public Verdict hello(NodeHello hello) {
        Optional<NodeRecord> node = fleet.find(hello.mac()).filter(n -> n.holds(hello.job(), hello.token()));
        if (node.filter(n -> n.state() == NodeState.PARKED).isPresent()) {
            return stay(node.get().detail());
        }
        Optional<Over> told =
                Optional.ofNullable(over.get(hello.mac())).filter(o -> o.run().equals(hello.run()));
        if (node.isPresent() && told.isPresent()) {
            return told.get().verdict();
        }
        if (node.filter(n -> isSameRun(hello, n)).isPresent()) {
            return Verdict.accepted(); // its connection broke and is back; nothing has happened to the machine
        }
        Optional<CloneJob> job = jobs.apply(hello.job()).filter(j -> j.roster().isRunning());
        if (node.isEmpty() || job.isEmpty()) {
            warnings.pass(clean("a machine that is not to be cloned said hello: " + hello), clock.instant())
                    .ifPresent(LOG::warn);
            return Verdict.refused("this machine is not to be cloned now");
        }
        Optional<String> objection = job.get().objection(hello.mac());
        if (objection.isPresent()) {
            fleet.applyNow(hello.mac(), new NodeEvent.Park(objection.get()));
            return stay(objection.get());
        }
        Transition transition = fleet.applyNow(hello.mac(), new NodeEvent.Hello(hello.job()));
        if (transition.refused().isPresent()) {
            return Verdict.refused(transition.refused().get());
        }
        Optional<NodeRecord> parked = transition.moved().filter(n -> n.state() == NodeState.PARKED);
        if (parked.isPresent()) { // it has started again once too often
            job.get().failed(hello.mac(), parked.get().detail());
            return stay(parked.get().detail());
        }
        runs.put(hello.mac(), hello.run());
        fleet.note(hello.mac(), "HELLO", clean(hello.hardware()));
        job.get().hello(hello.mac());
        return Verdict.accepted();
    }

    private boolean isSameRun(NodeHello hello, NodeRecord node) {
        return hello.run().equals(runs.get(hello.mac()))
                && (node.state().hasReported() || node.state() == NodeState.DONE);
    }

    @Override
    public void step(MacAddress mac, NodeStep step, String detail) {
        fleet.note(mac, "STEP", step + (detail.isEmpty() ? "" : " " + clean(detail)));
        if (step == NodeStep.FINISH) {
            fleet.apply(mac, new NodeEvent.FinishStarted());
        }
        tellJob(mac, job -> job.step(mac, step, clean(detail)));
    }

    @Override
    public void log(MacAddress mac, String line) {
        fleet.note(mac, "LOG", clean(line));
    }

    @Override
    public void identity(MacAddress mac, String kind, String fingerprint) {
        fleet.note(mac, "IDENTITY", clean(kind) + " " + clean(fingerprint));
        tellJob(mac, job -> job.identity(mac, kind, fingerprint));
    }

    @Override
    public Verdict done(MacAddress mac, String job) {
        Optional<String> shared =
                fleet.find(mac).flatMap(NodeRecord::job).flatMap(jobs).flatMap(j -> j.sharedIdentity(mac));
        if (shared.isPresent()) {
            return Verdict.refused(shared.get());
        }
        Transition transition = fleet.applyNow(mac, new NodeEvent.Done(job));
        if (transition.refused().isPresent()) {
            return Verdict.refused(transition.refused().get());
        }
        tellJob(mac, j -> j.done(mac));
        return Verdict.accepted();
    }

    @Override
    public Verdict failed(MacAddress mac, NodeStep step, String reason) {
        String text = step + ": " + clean(reason);
        LOG.warn("{} failed in {}", mac, text);
        fleet.note(mac, "FAILED", text);
        boolean wasAtWork = isAtWork(mac);
        fleet.applyNow(mac, new NodeEvent.Failure(text));
        boolean stays = staysAsItIs(mac, wasAtWork); // before the job hears of it, which may begin its last round then
        if (wasAtWork) {
            tellJob(mac, job -> job.failed(mac, text));
        }
        if (stays) {
            isOver(mac, stay(text));
            return stay(text);
        }
        dismiss(mac);
        return Verdict.accepted();
    }

    /** True for a machine that nobody clones again before somebody says so: it is parked, or no round of its job takes it any more. */
    private boolean staysAsItIs(MacAddress mac, boolean wasAtWork) {
        Optional<NodeRecord> node = fleet.find(mac);
        return switch (node.map(NodeRecord::state).orElse(NodeState.UNKNOWN)) {
            case PARKED -> true;
            case DONE, VERIFIED -> false; // cloned, and it missed our answer
            case UNKNOWN, KNOWN, ARMED, BOOTING, WAITING, RECEIVING, FINISHING, FAILED ->
                node.flatMap(NodeRecord::job)
                        .flatMap(jobs)
                        .filter(job -> job.hasFurtherRounds() || takesItBack(job, mac, wasAtWork))
                        .isEmpty();
        };
    }

    /** The round of a machine at work ends for it with its failure, unless everybody still waits for the first session. */
    private static boolean takesItBack(CloneJob job, MacAddress mac, boolean wasAtWork) {
        return job.awaits(mac) && (!wasAtWork || job.isGathering());
    }

    private Verdict stay(String reason) {
        return new Verdict.Stay(reason, stayLimit);
    }

    @Override
    public void lost(MacAddress mac) {
        boolean wasAtWork = isAtWork(mac);
        fleet.applyNow(mac, new NodeEvent.Lost());
        if (wasAtWork) {
            tellJob(mac, job -> job.failed(mac, "its connection was lost"));
        }
    }

    /** What is said late of an earlier try, after the machine has rebooted, must not end the present one. */
    private boolean isAtWork(MacAddress mac) {
        return fleet.find(mac).filter(node -> node.state().hasReported()).isPresent();
    }

    private void tellJob(MacAddress mac, Consumer<CloneJob> message) {
        fleet.find(mac).flatMap(NodeRecord::job).flatMap(jobs).ifPresent(message);
    }

    /** A node's text as it may be stored and shown: one line, no control characters, cut. */
    private static String clean(String text) {
        String cut = text.length() > MAX_LOG_CHARS ? text.substring(0, MAX_LOG_CHARS) + "..." : text;
        return cut.replaceAll("\\p{Cc}", "?");
    }
}
