package org.kaappliance.clientkit.report;

import java.time.Duration;
import java.util.Optional;

/** Whether the appliance still hears this node. Time is nanoseconds of one clock; any thread. */
final class ReportHealth {
    private final Duration patience;
    private volatile long heardNanos;
    private volatile Optional<Verdict> refusal = Optional.empty();

    /** @param patience how long the appliance may be out of reach */
    ReportHealth(Duration patience, long nowNanos) {
        this.patience = patience;
        this.heardNanos = nowNanos;
    }

    /** Something was delivered. */
    void delivered(long nowNanos) {
        heardNanos = nowNanos;
    }

    /** The appliance does not want this node, for good. */
    void refused(Verdict verdict) {
        refusal = Optional.of(verdict);
    }

    Optional<Verdict> refusal() {
        return refusal;
    }

    /** Why it makes no sense to go on; empty while it does. */
    Optional<String> trouble(long nowNanos) {
        if (refusal.isPresent()) {
            return refusal.flatMap(Verdict::refusal).map(reason -> "the appliance refused this node: " + reason);
        }
        return nowNanos - heardNanos > patience.toNanos()
                ? Optional.of("the appliance could not be reached for " + patience.toSeconds() + " s")
                : Optional.empty();
    }
}
