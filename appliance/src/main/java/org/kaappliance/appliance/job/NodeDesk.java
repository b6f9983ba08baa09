package org.kaappliance.appliance.job;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.clientkit.report.NodeHello;
import org.kaappliance.clientkit.report.NodeReports;
import org.kaappliance.clientkit.report.NodeStep;
import org.kaappliance.clientkit.report.Verdict;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.NodeEvent;
import org.kaappliance.pxemenu.NodeRecord;
import org.kaappliance.pxemenu.Transition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the nodes report. What they say is checked against their stored record, stored, then answered, then told to the job. */
public final class NodeDesk implements NodeReports {
    private static final Logger LOG = LoggerFactory.getLogger(NodeDesk.class);
    private static final int MAX_LOG_CHARS = 500;

    private final Fleet fleet;
    private final Function<String, Optional<CloneJob>> jobs;

    NodeDesk(Fleet fleet, Function<String, Optional<CloneJob>> jobs) {
        this.fleet = fleet;
        this.jobs = jobs;
    }

    @Override
    public Verdict hello(NodeHello hello) {
        Optional<NodeRecord> node = fleet.find(hello.mac()).filter(n -> n.holds(hello.job(), hello.token()));
        Optional<CloneJob> job = jobs.apply(hello.job()).filter(j -> j.roster().isRunning());
        if (node.isEmpty() || job.isEmpty()) {
            LOG.warn("a machine that is not to be cloned said hello: {}", hello);
            return Verdict.refused("this machine is not to be cloned now");
        }
        Transition transition = fleet.applyNow(hello.mac(), new NodeEvent.Hello(hello.job()));
        if (transition.refused().isPresent()) {
            return Verdict.refused(transition.refused().get());
        }
        fleet.note(hello.mac(), "HELLO", clean(hello.hardware()));
        job.get().hello(hello.mac());
        return Verdict.accepted();
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
    public Verdict done(MacAddress mac, String job) {
        Transition transition = fleet.applyNow(mac, new NodeEvent.Done(job));
        if (transition.refused().isPresent()) {
            return Verdict.refused(transition.refused().get());
        }
        tellJob(mac, j -> j.done(mac));
        return Verdict.accepted();
    }

    @Override
    public void failed(MacAddress mac, NodeStep step, String reason) {
        String text = step + ": " + clean(reason);
        LOG.warn("{} failed in {}", mac, text);
        fleet.note(mac, "FAILED", text);
        fleet.applyNow(mac, new NodeEvent.Failure(text));
        tellJob(mac, job -> job.failed(mac, text));
    }

    @Override
    public void lost(MacAddress mac) {
        fleet.applyNow(mac, new NodeEvent.Lost());
        tellJob(mac, job -> job.failed(mac, "its connection was lost"));
    }

    private void tellJob(MacAddress mac, Consumer<CloneJob> message) {
        fleet.find(mac).flatMap(NodeRecord::job).flatMap(jobs).ifPresent(message);
    }

    /** A node's text as it may be stored and shown: one line, no control characters, cut. */
    private static String clean(String text) {
        String cut = text.length() > MAX_LOG_CHARS ? text.substring(0, MAX_LOG_CHARS) + "..." : text;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
