package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.report.NodeStep;

/**
 * Takes the steps in order. {@code done} is said only after the last one; whatever fails before is said as {@code failed}, so that a machine
 * with a half-written disk is never switched to local boot.
 */
final class NodeSequence {
    private final List<Step> steps;
    private final Reports reports;
    private final StepLog log;

    NodeSequence(List<Step> steps, Reports reports, StepLog log) {
        this.steps = List.copyOf(steps);
        this.reports = reports;
        this.log = log;
    }

    /** True when the appliance has accepted {@code done}: this machine may boot from its disk. */
    boolean run(Clone clone) throws InterruptedException {
        NodeStep current = steps.get(0).name();
        Optional<String> failure = Optional.empty();
        try {
            for (Step step : steps) {
                current = step.name();
                reports.step(current, "");
                log.line(step.run(clone));
            }
            failure = reports.done().refusal().map(reason -> "the appliance refused: " + reason);
        } catch (PlanException | IOException e) {
            failure = Optional.of(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            failure = Optional.of("bug in the node program: " + e + " at " + at(e));
        }
        if (failure.isPresent()) {
            fail(current, failure.get());
        }
        return failure.isEmpty();
    }

    private void fail(NodeStep step, String reason) throws InterruptedException {
        log.line("FAILED " + step + ": " + reason);
        try {
            reports.failed(step, reason);
        } catch (IOException e) {
            log.line("the appliance did not hear of it: " + e.getMessage());
        }
    }

    private static String at(RuntimeException e) {
        return e.getStackTrace().length == 0 ? "?" : e.getStackTrace()[0].toString();
    }
}
