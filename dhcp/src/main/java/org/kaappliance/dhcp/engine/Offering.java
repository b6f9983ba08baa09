package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.dhcp.engine.ConflictChecks.Waiting;
import org.kaappliance.dhcp.lease.Lease;
import org.kaappliance.dhcp.lease.LeaseTable;

/** DISCOVER: chooses an address, has it tried when it is new to a client that is not known, and offers it. */
final class Offering {
    private static final int MOST_TRIES = 3;

    private final DhcpSettings settings;
    private final LeaseTable table;
    private final AddressReplies replies;
    private final ConflictChecks checks;

    Offering(DhcpSettings settings, LeaseTable table, AddressReplies replies) {
        this.settings = settings;
        this.table = table;
        this.replies = replies;
        this.checks = new ConflictChecks(settings.guard().conflictCheck());
    }

    List<Effect> discover(Turn turn) {
        return discover(turn, 1);
    }

    private List<Effect> discover(Turn turn, int tries) {
        Optional<Inet4Address> chosen =
                table.choose(turn.seeker(), turn.request().requestedAddress(), turn.now());
        if (chosen.isEmpty()) {
            return List.of(
                    new Effect.Warn("no free address in " + turn.subnet().subnet()),
                    new Effect.Ignore(List.of(
                            new Effect.Why(IgnoreReason.NO_FREE_ADDRESS, "no free address for " + turn.mac()))));
        }
        Inet4Address address = chosen.get();
        hold(turn, address);
        boolean isNew = !table.isKnown(turn.mac()) && table.isNewTo(turn.mac(), address);
        return switch (isNew ? checks.next(address, new Waiting(turn, tries)) : ConflictChecks.Next.OFFER) {
            case OFFER -> List.of(replies.offer(turn, address));
            case WAIT -> Effect.ignore(IgnoreReason.BEING_TRIED, address.getHostAddress() + " is being tried");
            case PROBE -> List.of(probe(turn, address));
        };
    }

    private void hold(Turn turn, Inet4Address address) {
        table.offer(turn.mac(), address, turn.now().plus(turn.replyDelay()).plus(settings.offerHold()), turn.now());
    }

    private Effect probe(Turn turn, Inet4Address address) {
        Optional<String> device = turn.request().relay().isPresent()
                ? Optional.empty()
                : Optional.of(turn.arrival().iface().name());
        return new Effect.Probe(address, device, settings.guard().conflictCheck());
    }

    List<Effect> probed(Inet4Address address, Effect.Outcome outcome, Instant now) {
        Optional<Waiting> waiting = checks.end(address, outcome, now);
        if (waiting.isEmpty()) {
            return List.of();
        }
        Turn turn = waiting.get().turn().at(now);
        if (!table.isOfferedTo(turn.mac(), address)) {
            return outcome == Effect.Outcome.IN_USE
                    ? setAside(turn, address)
                    : Effect.ignore(
                            IgnoreReason.BEING_TRIED,
                            address.getHostAddress() + " is no longer offered to " + turn.mac());
        }
        if (outcome == Effect.Outcome.IN_USE) {
            return conflict(turn, address, waiting.get().tries());
        }
        hold(turn, address);
        return List.of(replies.offer(turn, address));
    }

    /** Who waited has gone, but what was found out is true for everybody. */
    private List<Effect> setAside(Turn turn, Inet4Address address) {
        Instant until = turn.now().plus(settings.guard().declineProbation());
        return table.setAside(turn.mac(), address, until, turn.now())
                .map(this::inUse)
                .orElse(List.of());
    }

    private List<Effect> inUse(Lease declined) {
        return List.of(
                new Effect.Save(List.of(declined), List.of()),
                new Effect.Warn(declined.address().getHostAddress()
                        + " answers a ping, but nobody was given it; not given to anybody for "
                        + settings.guard().declineProbation().toSeconds() + " seconds"));
    }

    private List<Effect> conflict(Turn turn, Inet4Address address, int tries) {
        Duration probation = settings.guard().declineProbation();
        Lease declined = table.decline(turn.mac(), address, turn.now().plus(probation));
        List<Effect> effects = new ArrayList<>(inUse(declined));
        effects.addAll(
                tries < MOST_TRIES
                        ? discover(turn, tries + 1)
                        : Effect.ignore(
                                IgnoreReason.NO_FREE_ADDRESS, "no address without a conflict for " + turn.mac()));
        return effects;
    }
}
