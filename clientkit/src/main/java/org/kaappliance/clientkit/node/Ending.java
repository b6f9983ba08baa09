package org.kaappliance.clientkit.node;

import java.time.Duration;
import org.kaappliance.clientkit.report.Verdict;

/** How a run of the node program ends. */
sealed interface Ending {
    /** The appliance has accepted the clone: the machine boots from its disk. */
    record Cloned() implements Ending {}

    /** Start again: whatever is due then is what the machine boots. */
    record Again() implements Ending {}

    /**
     * Stay in stage 1 until the appliance lets the machine go.
     *
     * @param reason one line
     * @param limit zero: for ever
     */
    record Stay(String reason, Duration limit) implements Ending {}

    /** What the appliance's answer to a failure means. */
    static Ending after(Verdict verdict) {
        return verdict instanceof Verdict.Stay stay ? new Stay(stay.reason(), stay.limit()) : new Again();
    }
}
