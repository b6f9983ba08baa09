package org.kaappliance.relay;

/** Hears what happens at a receiver, in order, on the thread that called {@link RelayReceiver#receive}; it may block. */
@FunctionalInterface
public interface ReceiveListener {
    void on(ReceiveEvent event);

    static ReceiveListener none() {
        return event -> {};
    }
}
