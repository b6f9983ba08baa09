package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.report.NodeStep;

/**
 * Takes the steps in order. {@code done} is said only after the last one; whatever fails before is said as {@code failed}, so that a machine
 * with a half-written disk is never switched to local boot. When the work is over before its end, no further step begins, and nothing is said any more.
 */
final class NodeSequence {
    private final List<Step> steps;
    private final Reports reports;
    private final StepLog log;
    private final BooleanSupplier isOver;

    /** @param isOver whether the appliance does not want this machine to go on */
    NodeSequence(List<Step> steps, Reports reports, StepLog log, BooleanSupplier isOver) {
        this.steps = List.copyOf(steps);
        this.reports = reports;
        this.log = log;
        this.isOver = isOver;
    }

    /**
     * True when the appliance has accepted {@code done}: this machine may boot from its disk.
     *
     * @throws Error that a step met, when it has been said as {@code failed}: nothing more is to be expected of this program
     */
    boolean run(Clone clone) throws InterruptedException {
        NodeStep current = steps.get(0).name();
        Optional<String> failure = Optional.empty();
        try {
            for (Step step : steps) {
                current = step.name();
                if (isOver.getAsBoolean()) {
                    return ended(current, "not begun");
                }
                reports.step(current, "");
                log.line(step.run(clone));
            }
            failure = reports.done().refusal().map(reason -> "the appliance refused: " + reason);
        } catch (PlanException | IOException e) {
            failure = Optional.of(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            failure = Optional.of(bug(e));
        } catch (Error e) {
            fail(current, bug(e));
            throw e;
        }
        if (failure.isPresent()) {
            return isOver.getAsBoolean() ? ended(current, failure.get()) : fail(current, failure.get());
        }
        return true;
    }

    private boolean ended(NodeStep step, String how) {
        log.line("ended at " + step + ": " + how);
        return false;
    }

    private boolean fail(NodeStep step, String reason) throws InterruptedException {
        log.line("FAILED " + step + ": " + reason);
        try {
            reports.failed(step, reason);
        } catch (IOException e) {
            log.line("the appliance did not hear of it: " + e.getMessage());
        }
        return false;
    }

    private static String bug(Throwable e) {
        String at = e.getStackTrace().length == 0 ? "?" : e.getStackTrace()[0].toString();
        return "bug in the node program: " + e + " at " + at;
    }
}
