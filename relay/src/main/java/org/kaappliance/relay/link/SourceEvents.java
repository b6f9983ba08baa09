package org.kaappliance.relay.link;

import org.kaappliance.relay.wire.StreamDigest;

/** What the source thread reports. Called on that thread; must not block. */
public interface SourceEvents {
    /** The source ended well; said before any child can know. */
    void sourceEnded(long totalBytes, StreamDigest digest);

    void sourceFailed(String reason);
}
