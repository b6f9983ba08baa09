package org.kaappliance.relay.link;

import org.kaappliance.relay.wire.LinkLoss;

/** What the upstream thread reports. Called on that thread; must not block. */
public interface UpstreamEvents {
    void linkUp(int epoch);

    /** @param receivedBytes whole, checked blocks that we have */
    void linkLost(int epoch, LinkLoss loss, String detail, long receivedBytes);

    void streamEnded(long totalBytes);

    /** The thread met a fault of ours and is gone: nothing more is received. */
    void upstreamFailed(String reason);
}
