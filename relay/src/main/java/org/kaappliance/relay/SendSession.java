package org.kaappliance.relay;

import java.time.Duration;
import java.util.Optional;

/** A session that was started. Thread-safe. */
public interface SendSession {
    /** Its name. */
    String name();

    /** Starts with the nodes that are here; when none is, with the first that comes. */
    void go();

    /** Stops waiting for a node that will not come; no effect on one that joined. */
    void forget(String nodeId);

    /** Ends it as failed for every node that is not done. */
    void cancel(String reason);

    /** Waits for the end, for ever. */
    SendResult await() throws InterruptedException;

    /** Waits for the end; empty when it has not come by then. */
    Optional<SendResult> awaitFor(Duration limit) throws InterruptedException;
}
