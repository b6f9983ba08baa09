package org.kaappliance.relay;

/** Hears what happens in a session, in order, on one thread of the session, and may block it; what it throws is logged and dropped. */
@FunctionalInterface
public interface SendListener {
    void on(SendEvent event);

    static SendListener none() {
        return event -> {};
    }
}
