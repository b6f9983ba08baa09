package org.kaappliance.appliance.job;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.kaappliance.config.ByteSize;
import org.kaappliance.config.Settings;
import org.kaappliance.pxemenu.Arming;
import org.kaappliance.relay.ChainTerms;
import org.kaappliance.relay.Compression;
import org.kaappliance.relay.Keep;
import org.kaappliance.relay.SendSpec;
import org.kaappliance.relay.SessionKey;
import org.kaappliance.relay.Trust;

/**
 * How a job's sessions are held.
 *
 * @param window how much of a stream the appliance keeps
 * @param nodeWait how long a round waits for its nodes; a round of a standing job begins with the first of them, and waits a minute at most
 * @param maxRate bytes a second; empty for all that the chain takes
 * @param chain its shape and patience
 * @param cipher of the streams
 * @param keep what is kept for nodes that come late
 * @param compression of the streams
 */
public record SessionTerms(
        ByteSize window,
        Duration nodeWait,
        OptionalLong maxRate,
        ChainTerms chain,
        Trust.Cipher cipher,
        Keep keep,
        Compression compression) {
    /** Nobody stands beside a standing job and counts: who comes first does not wait long for who may not come at all. */
    private static final Duration STANDING_WAIT = Duration.ofMinutes(1);

    public static SessionTerms of(Settings settings) {
        Settings.Relay relay = settings.relay();
        return new SessionTerms(
                relay.replayWindow(),
                relay.nodeWait(),
                relay.maxRate(),
                chain(relay.chain()),
                relay.encrypt() ? Trust.Cipher.AES_GCM : Trust.Cipher.NONE,
                keep(relay.keep(), settings.state().directory().resolve("spool")),
                Compression.parse(relay.compression()));
    }

    private static Keep keep(Settings.RelayKeep settings, Path standard) {
        Path directory = settings.spoolDirectory().orElse(standard);
        Keep.Spool spool = new Keep.Spool(directory, settings.spoolSize());
        return new Keep(
                settings.keepMemory(), settings.spoolSize().bytes() == 0 ? Optional.empty() : Optional.of(spool));
    }

    private static ChainTerms chain(Settings.RelayChain settings) {
        return ChainTerms.STANDARD
                .withArity(settings.arity())
                .withFloor(settings.floorPercent() / 100.0)
                .withSuspicion(settings.suspicion(), settings.patience());
    }

    /** These, but for what the order says itself. */
    SessionTerms with(JobOrder order) {
        JobOrder.Rounds rounds = order.rounds();
        return new SessionTerms(
                window,
                rounds.waitSeconds() > 0 ? Duration.ofSeconds(rounds.waitSeconds()) : wait(order.arming()),
                rounds.maxBytesPerSecond() > 0 ? OptionalLong.of(rounds.maxBytesPerSecond()) : maxRate,
                chain,
                cipher,
                keep,
                compression);
    }

    private Duration wait(Arming arming) {
        return switch (arming) {
            case ONCE -> nodeWait;
            case STANDING -> STANDING_WAIT.compareTo(nodeWait) < 0 ? STANDING_WAIT : nodeWait;
        };
    }

    /** @param key which every session of a job has */
    SendSpec spec(String session, int nodes, SessionKey key) {
        SendSpec spec = SendSpec.of(session, nodes)
                .withWindow(window)
                .withChain(chain)
                .withKeep(keep)
                .withCompression(compression)
                .withTrust(new Trust(Optional.of(key), cipher, Trust.Legacy.REFUSED));
        return maxRate.isPresent() ? spec.withMaxBytesPerSecond(maxRate.getAsLong()) : spec;
    }
}
