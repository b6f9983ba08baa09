package org.kaappliance.dhcp.engine;

import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.lease.Reservations;
import org.kaappliance.dhcp.plan.DhcpServerSettings;

/** {@code dhcp.client-rate} over all that one client sends, to whatever port. Confined to one thread. */
public final class RateGuard {
    private final ClientRates rates;
    private final Reservations reservations;
    private final Predicate<MacAddress> known;

    /** @param known machines that somebody has vouched for besides the reservations */
    public RateGuard(DhcpServerSettings settings, Predicate<MacAddress> known) {
        this.rates = new ClientRates(settings.dhcp().guard().clientRate());
        this.reservations = new Reservations(settings.reservations());
        this.known = known;
    }

    /** Whether the request is answered; counts it when it is. */
    boolean admits(ClientRequest request, Instant now) {
        boolean isKnown = reservations.of(request.mac()).isPresent() || known.test(request.mac());
        return rates.admits(request.mac(), isKnown ? ClientRates.Standing.KNOWN : ClientRates.Standing.STRANGER, now);
    }

    static List<Effect> refused() {
        return Effect.ignore(IgnoreReason.RATE, "more messages than dhcp.client-rate allows");
    }
}
