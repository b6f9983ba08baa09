package org.kaappliance.clientkit.golden;

import java.util.List;

/** A clone that cannot be planned or decoded, with every problem found, one line each. */
public final class PlanException extends Exception {
    private final transient List<String> problems;

    public PlanException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    public PlanException(String problem) {
        this(List.of(problem));
    }

    /** One line each, at least one. */
    public List<String> problems() {
        return problems;
    }
}
