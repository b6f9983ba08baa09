package org.kaappliance.relay.chain;

import java.util.Optional;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.StreamDigest;

/** How much of the stream there is by now, and its end when there is one. */
final class SentStream {
    private long bytes;
    private Optional<Message.StreamEnd> end = Optional.empty();

    void read(long totalBytes) {
        bytes = totalBytes;
    }

    void ended(long totalBytes, StreamDigest digest) {
        bytes = totalBytes;
        end = Optional.of(new Message.StreamEnd(totalBytes, digest));
    }

    long bytes() {
        return bytes;
    }

    Optional<Message.StreamEnd> end() {
        return end;
    }

    boolean isAs(Message.Done done) {
        return end.equals(Optional.of(new Message.StreamEnd(done.total(), done.digest())));
    }
}
