package org.kaappliance.clientkit.report;

import java.util.Objects;

/** The answer to a {@code hello} or a {@code done}. */
public sealed interface Verdict {
    static Verdict accepted() {
        return new Accepted();
    }

    /** @param reason one line; the node shows it on its console */
    static Verdict refused(String reason) {
        return new Refused(reason);
    }

    /** Go on. */
    record Accepted() implements Verdict {}

    /** Stop; the node fails with this reason. */
    record Refused(String reason) implements Verdict {
        public Refused {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
