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
 * @param chain its shape, and how patient it is
 * @param trust who may join, and how that is proved
 * @param keep what the source keeps for nodes that come late
 * @param compression of the stream
 */
public record SendSpec(
        String session,
        int nodes,
        Duration joinWait,
        OptionalLong maxBytesPerSecond,
        Admission admission,
        ByteSize window,
        ChainTerms chain,
        Trust trust,
        Keep keep,
        Compression compression) {
    public SendSpec {
        Names.requireSession(session);
        Objects.requireNonNull(joinWait, "joinWait");
        Objects.requireNonNull(maxBytesPerSecond, "maxBytesPerSecond");
        Objects.requireNonNull(admission, "admission");
        Objects.requireNonNull(chain, "chain");
        Objects.requireNonNull(trust, "trust");
        Objects.requireNonNull(keep, "keep");
        Objects.requireNonNull(compression, "compression");
        if (session.equals(Names.ANY_SESSION)) {
            throw new IllegalArgumentException("a session cannot be called " + session + ": that asks for any");
        }
        if (trust.legacy() == Trust.Legacy.ALLOWED && compression.isOn()) {
            throw new IllegalArgumentException(
                    "original clients do not decompress: compression and they exclude one another");
        }
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

    /** Waits 60 s for the nodes, sends at full rate, admits everybody, keeps 64 MiB. */
    public static SendSpec of(String session, int nodes) {
        return new SendSpec(
                session,
                nodes,
                Duration.ofSeconds(60),
                OptionalLong.empty(),
                Admission.open(),
                ByteSize.ofMebibytes(64),
                ChainTerms.STANDARD,
                Trust.OPEN,
                Keep.STANDARD,
                Compression.NONE);
    }

    public SendSpec withWait(Duration newWait) {
        return new SendSpec(
                session, nodes, newWait, maxBytesPerSecond, admission, window, chain, trust, keep, compression);
    }

    public SendSpec withMaxBytesPerSecond(long rate) {
        return new SendSpec(
                session, nodes, joinWait, OptionalLong.of(rate), admission, window, chain, trust, keep, compression);
    }

    public SendSpec withAdmission(Admission newAdmission) {
        return new SendSpec(
                session, nodes, joinWait, maxBytesPerSecond, newAdmission, window, chain, trust, keep, compression);
    }

    public SendSpec withWindow(ByteSize newWindow) {
        return new SendSpec(
                session, nodes, joinWait, maxBytesPerSecond, admission, newWindow, chain, trust, keep, compression);
    }

    public SendSpec withChain(ChainTerms newChain) {
        return new SendSpec(
                session, nodes, joinWait, maxBytesPerSecond, admission, window, newChain, trust, keep, compression);
    }

    public SendSpec withTrust(Trust newTrust) {
        return new SendSpec(
                session, nodes, joinWait, maxBytesPerSecond, admission, window, chain, newTrust, keep, compression);
    }

    public SendSpec withKeep(Keep newKeep) {
        return new SendSpec(
                session, nodes, joinWait, maxBytesPerSecond, admission, window, chain, trust, newKeep, compression);
    }

    public SendSpec withCompression(Compression newCompression) {
        return new SendSpec(
                session, nodes, joinWait, maxBytesPerSecond, admission, window, chain, trust, keep, newCompression);
    }
}
