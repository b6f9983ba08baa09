package org.kaappliance.clientkit.golden;

import java.util.Collections;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.kaappliance.config.MacAddress;

/**
 * What session {@code kainstall1-<job>} carries: the plan, and who may carry it out.
 *
 * @param job the job's name
 * @param nodes the machines that may be erased
 * @param plan what to make of them
 */
public record CloneOrder(String job, SortedSet<MacAddress> nodes, ClonePlan plan) {
    public CloneOrder {
        Objects.requireNonNull(job, "job");
        nodes = Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
        Objects.requireNonNull(plan, "plan");
    }
}
