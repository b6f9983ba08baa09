package org.kaappliance.appliance.job;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.kaappliance.config.ByteSize;
import org.kaappliance.config.Settings;
import org.kaappliance.relay.ChainTerms;
import org.kaappliance.relay.SendSpec;
import org.kaappliance.relay.SessionKey;
import org.kaappliance.relay.Trust;

/**
 * How a job's sessions are held.
 *
 * @param window how much of a stream the appliance keeps
 * @param nodeWait how long a round waits for its nodes
 * @param maxRate bytes a second; empty for all that the chain takes
 * @param chain its shape and patience
 * @param cipher of the streams
 */
public record SessionTerms(
        ByteSize window, Duration nodeWait, OptionalLong maxRate, ChainTerms chain, Trust.Cipher cipher) {
    public static SessionTerms of(Settings.Relay settings) {
        return new SessionTerms(
                settings.replayWindow(),
                settings.nodeWait(),
                settings.maxRate(),
                chain(settings.chain()),
                settings.encrypt() ? Trust.Cipher.AES_GCM : Trust.Cipher.NONE);
    }

    private static ChainTerms chain(Settings.RelayChain settings) {
        return ChainTerms.STANDARD
                .withArity(settings.arity())
                .withFloor(settings.floorPercent() / 100.0)
                .withSuspicion(settings.suspicion(), settings.patience());
    }

    /** These, but for what the order says itself. */
    SessionTerms with(JobOrder order) {
        return new SessionTerms(
                window,
                order.waitSeconds() > 0 ? Duration.ofSeconds(order.waitSeconds()) : nodeWait,
                order.maxBytesPerSecond() > 0 ? OptionalLong.of(order.maxBytesPerSecond()) : maxRate,
                chain,
                cipher);
    }

    /** @param key which every session of a job has */
    SendSpec spec(String session, int nodes, SessionKey key) {
        SendSpec spec = SendSpec.of(session, nodes)
                .withWindow(window)
                .withChain(chain)
                .withTrust(new Trust(Optional.of(key), cipher, Trust.Legacy.REFUSED));
        return maxRate.isPresent() ? spec.withMaxBytesPerSecond(maxRate.getAsLong()) : spec;
    }
}
