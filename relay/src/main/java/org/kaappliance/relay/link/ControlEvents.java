package org.kaappliance.relay.link;

import org.kaappliance.relay.wire.Message;

/** What a session hears of its control connections. Called on the control thread; must not block. */
public interface ControlEvents {
    /** What a connection must prove before it is heard. */
    LinkTrust trust();

    void hello(ControlConnection connection, Message.Hello hello, long nowNanos);

    /** Somebody wants the session to start, and is no node. */
    void go(ControlConnection connection, long nowNanos);

    void message(ControlConnection connection, Message message, long nowNanos);

    void lost(ControlConnection connection, String reason);
}
