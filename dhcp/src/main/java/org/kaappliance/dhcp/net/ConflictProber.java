package org.kaappliance.dhcp.net;

import java.util.function.Consumer;
import org.kaappliance.dhcp.engine.Effect;

/** Finds out whether an address is in use. */
@FunctionalInterface
public interface ConflictProber {

    /** Tries nothing. */
    ConflictProber NONE = (probe, done) -> done.accept(Effect.Outcome.UNKNOWN);

    /** Returns at once; tells the outcome exactly once, on any thread. */
    void probe(Effect.Probe probe, Consumer<Effect.Outcome> done);
}
