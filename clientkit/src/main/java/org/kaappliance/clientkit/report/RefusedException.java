package org.kaappliance.clientkit.report;

import java.io.IOException;
import java.util.Optional;

/** The appliance does not want this node; trying again does not help. */
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient Verdict verdict;

    /** @param verdict one that {@link Verdict#refusal refuses} */
    RefusedException(Verdict verdict) {
        super(verdict.refusal().orElseThrow());
        this.verdict = verdict;
    }

    /** What the appliance said. */
    public Verdict verdict() {
        return verdict;
    }

    /** Empty when the node is to start again. */
    public Optional<Verdict.Stay> stay() {
        return verdict instanceof Verdict.Stay stay ? Optional.of(stay) : Optional.empty();
    }
}
