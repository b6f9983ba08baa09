package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.DhcpTerms;
import org.kaappliance.dhcp.boot.BootDecision;
import org.kaappliance.dhcp.boot.BootPolicy;
import org.kaappliance.dhcp.boot.BootRequest.Addresses;
import org.kaappliance.dhcp.lease.Lease;
import org.kaappliance.dhcp.lease.LeaseTable;
import org.kaappliance.dhcp.lease.Reservations;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.dhcp.plan.Levels;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.MessageType;
import org.kaappliance.dhcp.wire.OptionCode;

/**
 * The DHCP server of all interfaces, without socket, clock and store: a message goes in, effects come out. Confined to
 * one thread. Leases are keyed by {@code chaddr}, not by option 61, because boot ROM, boot program and system of one
 * machine send different client identifiers and must keep one address.
 */
public final class DhcpEngine {
    private final DhcpServerSettings settings;
    private final Places places;
    private final BootDesk desk;
    private final LeaseTable table;
    private final Admission admission;
    private final AddressReplies replies;
    private final Map<DhcpSettings.Subnet, Levels> ofSubnet = new IdentityHashMap<>();
    private final Offering offering;
    private final Requesting requesting;
    private final GivingBack givingBack;
    private final BootpLeases bootp;

    /** @param stored what the store has kept */
    public DhcpEngine(DhcpServerSettings settings, BootPolicy policy, List<Lease> stored) {
        this(settings, policy, stored, new Admission(settings, policy::knows));
    }

    /**
     * @param stored what the store has kept
     * @param admission shared by all that answer the same clients
     */
    public DhcpEngine(DhcpServerSettings settings, BootPolicy policy, List<Lease> stored, Admission admission) {
        this.settings = settings;
        this.desk = new BootDesk(settings, policy, Addresses.FROM_US);
        this.places = new Places(settings);
        Reservations reservations = new Reservations(settings.reservations());
        this.table = new LeaseTable(settings, reservations, policy::knows, stored);
        this.replies = new AddressReplies(settings);
        this.admission = admission;
        this.offering = new Offering(settings.dhcp(), table, replies);
        this.requesting = new Requesting(settings, table, replies);
        this.bootp = new BootpLeases(table, replies);
        this.givingBack = new GivingBack(settings, table);
    }

    /** Answers one message that came to port 67. */
    public List<Effect> on(DhcpMessage message, Arrival arrival, Instant now) {
        Classified classified = admission.admit(message, now);
        if (classified instanceof Classified.NotForUs notForUs) {
            return List.of(new Effect.Ignore(notForUs.reasons()));
        }
        ClientRequest request = ((Classified.Request) classified).request();
        Optional<DhcpSettings.Subnet> subnet = places.of(request, arrival);
        if (subnet.isEmpty()) {
            return Effect.ignore(
                    IgnoreReason.NO_SUBNET,
                    "no subnet for "
                            + request.relay()
                                    .map(r -> "the relay " + r.getHostAddress())
                                    .orElse(arrival.iface().toString()));
        }
        Guest guest = desk.receive(request);
        if (guest.decision() instanceof BootDecision.Silence silence) {
            return Effect.ignore(IgnoreReason.SILENCE, silence.reason());
        }
        Turn turn = turn(guest, arrival, subnet.get(), now);
        List<Effect> effects = decide(turn);
        return reply(effects)
                .map(reply -> desk.finish(guest, turn.bootAt(addressIn(reply)), effects))
                .orElse(effects);
    }

    private static Optional<DhcpMessage> reply(List<Effect> effects) {
        for (Effect effect : effects) {
            Optional<DhcpMessage> reply = effect instanceof Effect.Reply one
                    ? Optional.of(one.message())
                    : effect instanceof Effect.Save save ? reply(save.then()) : Optional.empty();
            if (reply.isPresent()) {
                return reply.filter(one -> !one.type().equals(Optional.of(MessageType.NAK)));
            }
        }
        return Optional.empty();
    }

    private static Optional<Inet4Address> addressIn(DhcpMessage reply) {
        return Optional.of(reply.yiaddr().equals(DhcpMessage.NO_ADDRESS) ? reply.ciaddr() : reply.yiaddr());
    }

    /** Whether the address that the message is about is one that its client has, or was offered, from us. */
    boolean isOfClient(DhcpMessage message, Instant now) {
        Inet4Address address =
                message.options().address(OptionCode.REQUESTED_ADDRESS).orElse(message.ciaddr());
        return table.holds(message.chaddr(), address, now) || table.isOfferedTo(message.chaddr(), address);
    }

    private Turn turn(Guest guest, Arrival arrival, DhcpSettings.Subnet subnet, Instant now) {
        ClientRequest request = guest.request();
        return new Turn(
                request,
                arrival,
                subnet,
                places.seeker(request, subnet, guest.classNames()),
                guest.reservation(),
                levels(guest, subnet),
                desk.bootCase(guest, arrival),
                guest.replyDelay(),
                now);
    }

    /** What most clients are told hangs on their subnet alone. */
    private Levels levels(Guest guest, DhcpSettings.Subnet subnet) {
        List<DhcpTerms> closer = guest.levels();
        return closer.isEmpty()
                ? ofSubnet.computeIfAbsent(subnet, s -> settings.levels(closer, s))
                : settings.levels(closer, subnet);
    }

    private List<Effect> decide(Turn turn) {
        if (turn.request().isBootp()) {
            return bootp.answer(turn);
        }
        return switch (turn.request().type()) {
            case DISCOVER -> offering.discover(turn);
            case REQUEST -> requesting.request(turn);
            case DECLINE -> givingBack.decline(turn);
            case RELEASE -> givingBack.release(turn);
            case INFORM -> inform(turn);
            case OFFER, ACK, NAK -> throw new IllegalStateException("the classifier lets no reply through");
        };
    }

    /** The outcome of a {@link Effect.Probe}; returns what is to be done about the request that waited for it. */
    public List<Effect> onProbed(Effect.Probe probe, Effect.Outcome outcome, Instant now) {
        return offering.probed(probe.address(), outcome, now);
    }

    /** Everything that is known about addresses, in no order. */
    public List<Lease> leases() {
        return table.leases();
    }

    private List<Effect> inform(Turn turn) {
        return turn.request().ciaddr().isEmpty()
                ? Effect.ignore(IgnoreReason.NOT_ITS_ADDRESS, "informs of no address")
                : List.of(replies.inform(turn));
    }
}
