package org.kaappliance.relay;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import org.kaappliance.config.ByteSize;
import org.kaappliance.relay.wire.Names;

/**
 * What a session sends to whom. Start from {@link #of} and change what differs.
 *
 * @param session its name, 1 to 200 printable ASCII characters
 * @param nodes how many are waited for, 1 or more
 * @param joinWait how long; then it starts with those that came, or fails when none did
 * @param maxBytesPerSecond limits the source; empty: as fast as the chain takes it
 * @param admission who may join
 * @param window how much of the stream the source keeps for nodes that lost their parent; at least 16 MiB
 * @param silence how long a node may say nothing on its control connection before it is given up
 */
public record SendSpec(
        String session,
        int nodes,
        Duration joinWait,
        OptionalLong maxBytesPerSecond,
        Admission admission,
        ByteSize window,
        Duration silence) {
    public SendSpec {
        Names.requireSession(session);
        Objects.requireNonNull(joinWait, "joinWait");
        Objects.requireNonNull(maxBytesPerSecond, "maxBytesPerSecond");
        Objects.requireNonNull(admission, "admission");
        Objects.requireNonNull(silence, "silence");
        if (nodes < 1) {
            throw new IllegalArgumentException("a session has at least one node, got " + nodes);
        }
        if (window.bytes() < 16L << 20) {
            throw new IllegalArgumentException(
                    "the replay window is at least 16 MiB, got " + window.bytes() + " bytes");
        }
        if (maxBytesPerSecond.isPresent() && maxBytesPerSecond.getAsLong() < 1) {
            throw new IllegalArgumentException("the rate is at least 1 byte/s, got " + maxBytesPerSecond.getAsLong());
        }
    }

    /** Waits 60 s for the nodes, sends at full rate, admits everybody, keeps 64 MiB, gives a silent node up after 5 s. */
    public static SendSpec of(String session, int nodes) {
        return new SendSpec(
                session,
                nodes,
                Duration.ofSeconds(60),
                OptionalLong.empty(),
                Admission.open(),
                ByteSize.ofMebibytes(64),
                Duration.ofSeconds(5));
    }

    public SendSpec withWait(Duration joinWait) {
        return new SendSpec(session, nodes, joinWait, maxBytesPerSecond, admission, window, silence);
    }

    public SendSpec withMaxBytesPerSecond(long rate) {
        return new SendSpec(session, nodes, joinWait, OptionalLong.of(rate), admission, window, silence);
    }

    public SendSpec withAdmission(Admission admission) {
        return new SendSpec(session, nodes, joinWait, maxBytesPerSecond, admission, window, silence);
    }

    public SendSpec withWindow(ByteSize window) {
        return new SendSpec(session, nodes, joinWait, maxBytesPerSecond, admission, window, silence);
    }

    public SendSpec withSilence(Duration silence) {
        return new SendSpec(session, nodes, joinWait, maxBytesPerSecond, admission, window, silence);
    }
}
