package org.kaappliance.dhcp.engine;

import java.time.Instant;
import java.util.List;
import org.kaappliance.dhcp.lease.Reservations;
import org.kaappliance.dhcp.plan.DhcpServerSettings;

/** {@code dhcp.client-rate} over all that one client sends, to whatever port. Confined to one thread. */
public final class RateGuard {
    private final ClientRates rates;
    private final Reservations reservations;

    public RateGuard(DhcpServerSettings settings) {
        this.rates = new ClientRates(settings.dhcp().guard().clientRate());
        this.reservations = new Reservations(settings.reservations());
    }

    /** Whether the request is answered; counts it when it is. */
    boolean admits(ClientRequest request, Instant now) {
        boolean known = reservations.of(request.mac()).isPresent();
        return rates.admits(request.mac(), known ? ClientRates.Standing.KNOWN : ClientRates.Standing.STRANGER, now);
    }

    static List<Effect> refused() {
        return Effect.ignore(IgnoreReason.RATE, "more messages than dhcp.client-rate allows");
    }
}
