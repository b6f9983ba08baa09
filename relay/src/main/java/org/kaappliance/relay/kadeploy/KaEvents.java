package org.kaappliance.relay.kadeploy;

/** What a session hears of its original clients. Called on the thread of the 0.6 control connections; must not block. */
interface KaEvents {
    void hello(KaConnection connection);

    void packet(KaConnection connection, ClientPacket packet);

    void lost(KaConnection connection, String reason);
}
