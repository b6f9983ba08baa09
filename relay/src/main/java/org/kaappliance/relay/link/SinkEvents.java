package org.kaappliance.relay.link;

import org.kaappliance.relay.wire.StreamDigest;

/** What the sink thread reports. Called on that thread; must not block. */
public interface SinkEvents {
    void sinkDone(long totalBytes, StreamDigest digest);

    void sinkFailed(String reason);
}
