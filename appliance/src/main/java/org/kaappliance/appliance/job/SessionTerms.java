package org.kaappliance.appliance.job;

import java.time.Duration;
import java.util.OptionalLong;
import org.kaappliance.config.ByteSize;
import org.kaappliance.config.Settings;
import org.kaappliance.relay.SendSpec;

/**
 * How a job's sessions are held.
 *
 * @param window how much of a stream the appliance keeps
 * @param nodeWait how long a round waits for its nodes
 * @param maxRate bytes a second; empty for all that the chain takes
 */
public record SessionTerms(ByteSize window, Duration nodeWait, OptionalLong maxRate) {
    public static SessionTerms of(Settings.Relay settings) {
        return new SessionTerms(settings.replayWindow(), settings.nodeWait(), settings.maxRate());
    }

    /** These, but for what the order says itself. */
    SessionTerms with(JobOrder order) {
        return new SessionTerms(
                window,
                order.waitSeconds() > 0 ? Duration.ofSeconds(order.waitSeconds()) : nodeWait,
                order.maxBytesPerSecond() > 0 ? OptionalLong.of(order.maxBytesPerSecond()) : maxRate);
    }

    SendSpec spec(String session, int nodes) {
        SendSpec spec = SendSpec.of(session, nodes).withWindow(window);
        return maxRate.isPresent() ? spec.withMaxBytesPerSecond(maxRate.getAsLong()) : spec;
    }
}
