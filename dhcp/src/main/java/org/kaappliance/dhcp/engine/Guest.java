package org.kaappliance.dhcp.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kaappliance.config.DhcpSettings.ClientClass;
import org.kaappliance.config.DhcpTerms;
import org.kaappliance.dhcp.boot.BootDecision;
import org.kaappliance.dhcp.plan.Reservation;

/**
 * A client with what the settings know of it, wherever it stands.
 *
 * @param reservation empty when the machine is not known
 * @param classes those it belongs to, in the order of the settings
 */
record Guest(
        ClientRequest request, Optional<Reservation> reservation, List<ClientClass> classes, BootDecision decision) {

    List<String> classNames() {
        return classes.stream().map(ClientClass::name).toList();
    }

    /** What machine and classes are told, the closest first. */
    List<DhcpTerms> levels() {
        List<DhcpTerms> levels = new ArrayList<>();
        reservation.ifPresent(machine -> levels.add(machine.terms()));
        classes.forEach(one -> levels.add(one.terms()));
        return levels;
    }

    /** Whether the settings name a boot file for this very machine. */
    boolean namesBootFile() {
        return reservation.flatMap(machine -> machine.terms().bootFile()).isPresent();
    }

    /** Of the first class that has one. */
    Duration replyDelay() {
        return classes.stream()
                .map(ClientClass::replyDelay)
                .filter(delay -> !delay.isZero())
                .findFirst()
                .orElse(Duration.ZERO);
    }
}
