package org.kaappliance.relay;

import java.util.Optional;
import java.util.function.Consumer;

/** How a node is made to leave its session before the end. Thread-safe. */
public final class Leave {
    private Optional<String> reason = Optional.empty();
    private Consumer<String> action = why -> {};

    /** Leaves, now or as soon as there is something to leave; the first reason counts. @param why one line, the source hears it */
    public synchronized void now(String why) {
        if (reason.isEmpty()) {
            reason = Optional.of(why);
            action.accept(why);
        }
    }

    synchronized Optional<String> reason() {
        return reason;
    }

    /** What a leave does from now on; it is done at once when it was asked for already. Must not block. */
    synchronized void onLeave(Consumer<String> newAction) {
        action = newAction;
        reason.ifPresent(newAction);
    }
}
