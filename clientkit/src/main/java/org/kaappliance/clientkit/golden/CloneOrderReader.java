package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.kaappliance.clientkit.text.TabLine;
import org.kaappliance.config.MacAddress;

/** Reads the lines of a clone order whose digest was checked. Every line has its number of fields, or the order is refused. */
final class CloneOrderReader {
    private final TreeSet<MacAddress> nodes = new TreeSet<>();
    private final List<String> warnings = new ArrayList<>();
    private final DiskPlanReader disks = new DiskPlanReader();
    private final ContentPlanText content = new ContentPlanText();
    private final FinishPlanText finish = new FinishPlanText();
    private Optional<String> job = Optional.empty();

    CloneOrder read(List<String> lines) throws PlanException {
        takeAll(lines);
        if (job.isEmpty() || nodes.isEmpty()) {
            throw new PlanException("the description lacks one of job, node");
        }
        return new CloneOrder(job.get(), nodes, plan());
    }

    ClonePlan readPlan(List<String> lines) throws PlanException {
        takeAll(lines);
        return plan();
    }

    private void takeAll(List<String> lines) throws PlanException {
        for (int i = 1; i < lines.size(); i++) {
            try {
                line(TabLine.decode(lines.get(i)).fields());
            } catch (IllegalArgumentException e) {
                throw new PlanException("description line " + (i + 1) + ": " + e.getMessage());
            }
        }
    }

    private ClonePlan plan() throws PlanException {
        return new ClonePlan(disks.end(), content.end(), finish.end(), warnings);
    }

    private void line(List<String> f) throws PlanException {
        if (disks.take(f) || content.take(f) || finish.take(f)) {
            return;
        }
        switch (f.get(0) + "/" + f.size()) {
            case "job/2" -> job = once(job, f.get(1));
            case "node/2" -> nodes.add(MacAddress.parse(f.get(1)));
            case "warning/2" -> warnings.add(f.get(1));
            default -> throw new IllegalArgumentException("unknown line '" + TabLine.escape(f.get(0)) + "'");
        }
    }

    /** @throws IllegalArgumentException when it was said already */
    static <T> Optional<T> once(Optional<T> before, T value) {
        if (before.isPresent()) {
            throw new IllegalArgumentException("said twice");
        }
        return Optional.of(value);
    }
}
