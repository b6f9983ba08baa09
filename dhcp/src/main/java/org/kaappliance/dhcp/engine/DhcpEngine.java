package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.dhcp.boot.BootDecision;
import org.kaappliance.dhcp.boot.BootPolicy;
import org.kaappliance.dhcp.engine.DhcpEvent.Kind;
import org.kaappliance.dhcp.lease.Lease;
import org.kaappliance.dhcp.lease.LeaseTable;
import org.kaappliance.dhcp.lease.Reservations;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.dhcp.plan.Terms;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.MessageType;
import org.kaappliance.dhcp.wire.OptionCode;

/**
 * The DHCP server of all interfaces, without socket, clock and store: a message goes in, effects come out. Confined to
 * one thread. Leases are keyed by {@code chaddr}, not by option 61, because boot ROM, boot program and system of one
 * machine send different client identifiers and must keep one address.
 */
public final class DhcpEngine {
    private static final Duration SHORTEST_LEASE = Duration.ofMinutes(1);

    private final DhcpServerSettings settings;
    private final Places places;
    private final BootDesk desk;
    private final Reservations reservations;
    private final LeaseTable table;
    private final ReplyBuilder replies;

    /** @param stored what the store has kept */
    public DhcpEngine(DhcpServerSettings settings, BootPolicy policy, List<Lease> stored) {
        this.settings = settings;
        this.desk = new BootDesk(settings, policy);
        this.places = new Places(settings);
        this.reservations = new Reservations(settings.reservations());
        this.table = new LeaseTable(settings, reservations, stored);
        this.replies = new ReplyBuilder(settings);
    }

    /** Answers one message that came to port 67. */
    public List<Effect> on(DhcpMessage message, Arrival arrival, Instant now) {
        Classified classified = Classifier.classify(message, settings);
        if (classified instanceof Classified.NotForUs notForUs) {
            return List.of(new Effect.Ignore(notForUs.reasons()));
        }
        ClientRequest request = ((Classified.Request) classified).request();
        Optional<DhcpSettings.Subnet> subnet = places.of(request, arrival);
        if (subnet.isEmpty()) {
            return Effect.ignore("no subnet for "
                    + request.relay()
                            .map(r -> "the relay " + r.getHostAddress())
                            .orElse(arrival.iface().toString()));
        }
        Guest guest = desk.receive(request);
        if (guest.decision() instanceof BootDecision.Silence silence) {
            return Effect.ignore(silence.reason());
        }
        return desk.finish(guest, decide(turn(guest, arrival, subnet.get(), now)));
    }

    private Turn turn(Guest guest, Arrival arrival, DhcpSettings.Subnet subnet, Instant now) {
        ClientRequest request = guest.request();
        return new Turn(
                request,
                arrival,
                subnet,
                places.seeker(request, subnet, guest.classNames()),
                guest.reservation(),
                settings.levels(guest.levels(), subnet),
                desk.bootCase(guest, arrival),
                now);
    }

    private List<Effect> decide(Turn turn) {
        return switch (turn.request().type()) {
            case DISCOVER -> discover(turn);
            case REQUEST -> request(turn);
            case DECLINE -> decline(turn);
            case RELEASE -> release(turn);
            case INFORM -> inform(turn);
            case OFFER, ACK, NAK -> throw new IllegalStateException("the classifier lets no reply through");
        };
    }

    private List<Effect> discover(Turn turn) {
        ClientRequest request = turn.request();
        Optional<Inet4Address> address = table.choose(turn.seeker(), request.requestedAddress(), turn.now());
        if (address.isEmpty()) {
            return List.of(
                    new Effect.Warn("no free address in " + turn.subnet().subnet()),
                    new Effect.Ignore(List.of("no free address for " + request.mac())));
        }
        table.offer(
                request.mac(), address.get(), turn.now().plus(settings.dhcp().offerHold()));
        return List.of(reply(turn, MessageType.OFFER, Kind.OFFERED, address.get()));
    }

    /** RFC 2131 section 4.3.2. */
    private List<Effect> request(Turn turn) {
        ClientRequest request = turn.request();
        Optional<Inet4Address> server = request.serverIdentifier();
        if (server.isPresent() && !settings.isOwn(server.get())) {
            table.withdrawOffer(request.mac());
            return Effect.ignore("takes the offer of " + server.get().getHostAddress());
        }
        Optional<Inet4Address> address = request.requestedAddress().or(request::ciaddr);
        if (address.isEmpty()) {
            return Effect.ignore("asks for no address");
        }
        if (table.mayHave(turn.seeker(), address.get(), turn.now()) && isOursToGive(turn, address.get())) {
            return acknowledge(turn, address.get());
        }
        return refuse(turn, address.get());
    }

    /**
     * A machine that asks again for an address we know nothing of got it from somebody else, or before our leases were
     * lost: only the authoritative server may decide that.
     */
    private boolean isOursToGive(Turn turn, Inet4Address address) {
        ClientRequest request = turn.request();
        return settings.dhcp().authoritative()
                || request.serverIdentifier().isPresent()
                || table.isOfferedTo(request.mac(), address)
                || table.holds(request.mac(), address, turn.now());
    }

    private List<Effect> acknowledge(Turn turn, Inet4Address address) {
        Instant until = turn.now().plus(leaseTime(turn, address));
        List<Lease> changed = table.bind(turn.request().mac(), address, until, turn.now());
        Kind kind = turn.request().architecture().isPresent() ? Kind.ACKED_PXE : Kind.ACKED_PLAIN;
        return List.of(new Effect.Save(changed, List.of(reply(turn, MessageType.ACK, kind, address))));
    }

    private List<Effect> refuse(Turn turn, Inet4Address address) {
        ClientRequest request = turn.request();
        String reason = address.getHostAddress() + " is not for " + request.mac();
        boolean concernsUs =
                settings.dhcp().authoritative() || request.serverIdentifier().isPresent() || table.knows(request.mac());
        if (!concernsUs) {
            return Effect.ignore(reason + ", and dhcp.authoritative = false");
        }
        return List.of(new Effect.Reply(
                replies.nak(turn, reason),
                Destination.of(request, MessageType.NAK),
                turn.event(Kind.NAKED, Optional.of(address)),
                reason));
    }

    private List<Effect> decline(Turn turn) {
        ClientRequest request = turn.request();
        Optional<Inet4Address> address = request.requestedAddress();
        boolean ours = address.isPresent()
                && (table.holds(request.mac(), address.get(), turn.now())
                        || table.isOfferedTo(request.mac(), address.get()));
        if (!ours) {
            return Effect.ignore("declines an address that it was not given");
        }
        Duration probation = settings.dhcp().guard().declineProbation();
        Lease declined = table.decline(request.mac(), address.get(), turn.now().plus(probation));
        String text = address.get().getHostAddress() + " is used by somebody else, says " + request.mac()
                + "; not given to anybody for " + probation.toSeconds() + " seconds";
        List<Effect> then = new ArrayList<>();
        then.add(new Effect.Warn(text));
        then.add(new Effect.Tell(turn.event(Kind.DECLINED, address), "in use"));
        return List.of(new Effect.Save(List.of(declined), then));
    }

    private List<Effect> release(Turn turn) {
        ClientRequest request = turn.request();
        Inet4Address address = request.message().ciaddr();
        if (!table.holds(request.mac(), address, turn.now())) {
            return Effect.ignore("releases an address that it has not got");
        }
        Lease released = table.release(request.mac(), address, turn.now());
        Effect tell = new Effect.Tell(turn.event(Kind.RELEASED, Optional.of(address)), "given back");
        return List.of(new Effect.Save(List.of(released), List.of(tell)));
    }

    private List<Effect> inform(Turn turn) {
        ClientRequest request = turn.request();
        if (request.ciaddr().isEmpty()) {
            return Effect.ignore("informs of no address");
        }
        return List.of(new Effect.Reply(
                replies.inform(turn),
                Destination.of(request, MessageType.ACK),
                turn.event(Kind.INFORMED, request.ciaddr()),
                turn.bootAt(request.ciaddr()).describe(request)));
    }

    private Effect reply(Turn turn, MessageType type, Kind kind, Inet4Address address) {
        ClientRequest request = turn.request();
        DhcpMessage message = replies.address(type, turn, address, leaseTime(turn, address));
        return new Effect.Reply(
                message,
                Destination.of(request, type),
                turn.event(kind, Optional.of(address)),
                turn.bootAt(Optional.of(address)).describe(request));
    }

    private static Duration leaseTime(Turn turn, Inet4Address address) {
        Terms terms = turn.levels().at(Optional.of(address));
        Duration asked = turn.request()
                .message()
                .options()
                .number(OptionCode.LEASE_TIME, 4)
                .map(Duration::ofSeconds)
                .orElse(terms.leaseTime());
        Duration capped = asked.compareTo(terms.maxLeaseTime()) > 0 ? terms.maxLeaseTime() : asked;
        return capped.compareTo(SHORTEST_LEASE) < 0 ? SHORTEST_LEASE : capped;
    }
}
