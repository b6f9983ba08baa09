package org.kaappliance.relay.link;

import org.kaappliance.relay.wire.LinkLoss;
import org.kaappliance.relay.wire.StreamDigest;

/** What the upstream thread reports. Called on that thread; must not block. */
public interface UpstreamEvents {
    void linkUp(int epoch);

    /** @param receivedBytes whole, checked blocks that we have */
    void linkLost(int epoch, LinkLoss loss, String detail, long receivedBytes);

    /** The parent says that nothing follows. */
    void streamEnded(long totalBytes, StreamDigest digest);

    /** The thread met a fault of ours and is gone: nothing more is received. */
    void upstreamFailed(String reason);
}
