package org.kaappliance.dhcp.engine;

import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.lease.Reservations;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.dhcp.wire.DhcpMessage;

/**
 * Lets in what a client may ask, on whatever port: messages that are for us, and of those no more than {@code dhcp.client-rate}.
 * Confined to one thread.
 */
public final class Admission {
    private final DhcpServerSettings settings;
    private final ClientRates rates;
    private final Reservations reservations;
    private final Predicate<MacAddress> known;

    /** @param known machines that somebody has vouched for besides the reservations */
    public Admission(DhcpServerSettings settings, Predicate<MacAddress> known) {
        this.settings = settings;
        this.rates = new ClientRates(settings.dhcp().guard().clientRate());
        this.reservations = new Reservations(settings.reservations());
        this.known = known;
    }

    /** A request that is to be answered, which counts, or why there is none. */
    Classified admit(DhcpMessage message, Instant now) {
        Classified classified = Classifier.classify(message, settings);
        return classified instanceof Classified.Request in
                        && !isWithinRate(in.request().mac(), now)
                ? new Classified.NotForUs(
                        List.of(new Effect.Why(IgnoreReason.RATE, "more messages than dhcp.client-rate allows")))
                : classified;
    }

    private boolean isWithinRate(MacAddress mac, Instant now) {
        boolean isKnown = reservations.of(mac).isPresent() || known.test(mac);
        return rates.admits(mac, isKnown ? ClientRates.Standing.KNOWN : ClientRates.Standing.STRANGER, now);
    }
}
