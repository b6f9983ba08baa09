package org.kaappliance.relay.kadeploy;

import org.kaappliance.relay.SendEvent;
import org.kaappliance.relay.chain.Guests;

/** The session that a {@link LegacyBranch} grows on. */
public interface LegacyHost {
    /** Run this on the session's thread. Any thread. */
    void post(Runnable event);

    /** A client said "start with those that are here". On the session's thread, as the rest. */
    void go();

    /** How many take part now. */
    void guests(Guests guests);

    void emit(SendEvent event);
}
