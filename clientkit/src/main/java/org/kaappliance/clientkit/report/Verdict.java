package org.kaappliance.clientkit.report;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** The answer to a {@code hello}, a {@code done} or a {@code failed}. */
public sealed interface Verdict {
    static Verdict accepted() {
        return new Accepted();
    }

    /** @param reason one line; the node shows it on its console */
    static Verdict refused(String reason) {
        return new Refused(reason);
    }

    /** Why the node must not go on; empty when it may. */
    Optional<String> refusal();

    /** Go on; after {@code failed}: start again, to be cloned once more. */
    record Accepted() implements Verdict {
        @Override
        public Optional<String> refusal() {
            return Optional.empty();
        }
    }

    /** Stop; the node fails with this reason, and starts again. */
    record Refused(String reason) implements Verdict {
        public Refused {
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public Optional<String> refusal() {
            return Optional.of(reason);
        }
    }

    /**
     * Stop, and stay in stage 1 until somebody has decided what becomes of the machine.
     *
     * @param reason one line; the node shows it on its console
     * @param limit after which the node starts again all the same, in whole seconds; zero: never
     */
    record Stay(String reason, Duration limit) implements Verdict {
        public Stay {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(limit, "limit");
        }

        @Override
        public Optional<String> refusal() {
            return Optional.of(reason);
        }
    }
}
