package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.boot.BootClient;
import org.kaappliance.dhcp.boot.BootDecision;
import org.kaappliance.dhcp.boot.BootPolicy;
import org.kaappliance.dhcp.boot.BootRequest.Addresses;
import org.kaappliance.dhcp.engine.DhcpEvent.Kind;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.dhcp.plan.Terms;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.MessageType;
import org.kaappliance.dhcp.wire.PxeVendorOptions;

/**
 * The ProxyDHCP service on port 67 (PXE 2.1 section 2.2.3), without socket and clock: another server gives the addresses,
 * this one names the boot program in an offer beside. Confined to one thread.
 */
public final class ProxyEngine {
    /**
     * A copy of a message, by a relay or a second path, follows within this time; who has had no answer repeats after a
     * second at the earliest (iPXE), or 4 (EDK2, which keeps the first proxy offer and counts all).
     */
    private static final Duration COPIES = Duration.ofMillis(500);
    /** Repeated requests of one exchange are one event. */
    private static final Duration EXCHANGE = Duration.ofSeconds(30);

    private static final int MAX_RECENT = 4096;

    private final DhcpServerSettings settings;
    private final BootDesk desk;
    private final Admission admission;
    private final ReplyBuilder replies;
    private final Recent<Exchange> offers = new Recent<>(MAX_RECENT);
    private final Recent<Exchange> told = new Recent<>(MAX_RECENT);

    private record Exchange(String iface, MacAddress mac, int xid) {}

    public ProxyEngine(DhcpServerSettings settings, BootPolicy policy) {
        this(settings, policy, new Admission(settings, policy::knows));
    }

    /** @param admission shared by all that answer the same clients */
    public ProxyEngine(DhcpServerSettings settings, BootPolicy policy, Admission admission) {
        this.admission = admission;
        this.settings = settings;
        this.desk = new BootDesk(settings, policy, Addresses.FROM_ANOTHER);
        this.replies = new ReplyBuilder(settings);
    }

    /** Answers one message that came to port 67. */
    public List<Effect> on(DhcpMessage message, Arrival arrival, Instant now) {
        Classified classified = admission.admit(message, now);
        if (classified instanceof Classified.NotForUs notForUs) {
            return List.of(new Effect.Ignore(notForUs.reasons()));
        }
        ClientRequest request = ((Classified.Request) classified).request();
        if (request.isBootp()) {
            return Effect.ignore(IgnoreReason.BOOTP, "BOOTP knows no proxy");
        }
        return switch (request.type()) {
            case DISCOVER -> discover(request, arrival, now);
            case REQUEST -> request(request, arrival, now);
            case INFORM -> asksHere(request, arrival, now);
            case DECLINE, RELEASE ->
                Effect.ignore(IgnoreReason.OTHER_SERVER, request.type() + " concerns the server that gave the address");
            case OFFER, ACK, NAK -> throw new IllegalStateException("the classifier lets no reply through");
        };
    }

    private List<Effect> discover(ClientRequest request, Arrival arrival, Instant now) {
        Optional<String> nothing = noProxyFor(request);
        if (nothing.isPresent()) {
            return Effect.ignore(IgnoreReason.NOTHING_TO_BOOT, nothing.get());
        }
        Guest guest = desk.receive(request);
        if (guest.decision() instanceof BootDecision.Silence silence) {
            return Effect.ignore(IgnoreReason.SILENCE, silence.reason());
        }
        if (!offers.isNew(exchange(request, arrival), COPIES, now)) {
            return Effect.ignore(IgnoreReason.RATE, "a copy of a DISCOVER that has its offer");
        }
        return reply(guest, MessageType.OFFER, Kind.PROXY_OFFERED, arrival, now);
    }

    /** With our identifier a ROM asks us; with another's, or none, it takes or renews another server's address. */
    private List<Effect> request(ClientRequest request, Arrival arrival, Instant now) {
        Optional<Inet4Address> server = request.serverIdentifier();
        boolean ours = server.filter(settings::isOwn).isPresent();
        boolean item = PxeVendorOptions.item(request.message().options()).isPresent();
        if (request.client().isPresent() && (ours || item)) {
            return asksHere(request, arrival, now);
        }
        if (ours) {
            return Effect.ignore(IgnoreReason.OTHER_SERVER, "asks for an address, which this server gives nobody");
        }
        return takesAddress(request, arrival, now);
    }

    private List<Effect> asksHere(ClientRequest request, Arrival arrival, Instant now) {
        Optional<String> nothing = noProxyFor(request);
        if (nothing.isPresent()) {
            return Effect.ignore(IgnoreReason.NOTHING_TO_BOOT, nothing.get());
        }
        Guest guest = desk.receive(request);
        if (guest.decision() instanceof BootDecision.Silence silence) {
            return Effect.ignore(IgnoreReason.SILENCE, silence.reason());
        }
        return reply(guest, MessageType.ACK, Kind.BOOT_SERVER_ACKED, arrival, now);
    }

    private static Optional<String> noProxyFor(ClientRequest request) {
        if (request.client().isEmpty()) {
            return Optional.of("does not boot from the network");
        }
        return request.client()
                .filter(client -> client.protocol() == BootClient.Protocol.ETHERBOOT)
                .map(client -> "Etherboot takes no offer without an address");
    }

    private List<Effect> reply(Guest guest, MessageType type, Kind kind, Arrival arrival, Instant now) {
        ClientRequest request = guest.request();
        Terms terms = desk.terms(guest, arrival);
        BootAnswer answer = desk.bootCase(guest, arrival).with(terms);
        Optional<BootFields> boot = BootFields.of(request, answer);
        if (boot.isEmpty()) {
            return desk.finish(
                    guest, answer, Effect.ignore(IgnoreReason.NOTHING_TO_BOOT, "nothing to boot: " + answer.reason()));
        }
        Inet4Address client = request.ciaddr().orElse(DhcpMessage.NO_ADDRESS);
        DhcpMessage message = replies.bootOnly(type, guest, arrival, client, boot.get(), BootFields.options(terms));
        InetSocketAddress to = Destination.of(request, type);
        Effect.Reply reply = new Effect.Reply(
                message.withFlags(message.flags() | DhcpMessage.BROADCAST_FLAG),
                to,
                event(request, kind, request.ciaddr(), answer, now),
                answer.describe(request));
        return List.of(type == MessageType.OFFER ? reply.after(guest.replyDelay()) : reply);
    }

    /** What is seen of other servers' clients: firmware that boots, and systems that run. */
    private List<Effect> takesAddress(ClientRequest request, Arrival arrival, Instant now) {
        Guest guest = desk.receive(request);
        BootAnswer answer = guest.decision() instanceof BootDecision.Silence
                ? BootAnswer.nothing(arrival.iface().address(), "silence")
                : desk.bootCase(guest, arrival).with(desk.terms(guest, arrival));
        boolean boots = request.client().isPresent() && answer.boots();
        List<Effect> effects = new ArrayList<>(Effect.ignore(
                IgnoreReason.OTHER_SERVER,
                "takes its address from "
                        + request.serverIdentifier()
                                .map(Inet4Address::getHostAddress)
                                .orElse("another server")));
        if ((boots || request.client().isEmpty()) && told.isNew(exchange(request, arrival), EXCHANGE, now)) {
            Kind kind = boots ? Kind.PROXY_BOOT : Kind.SEEN_PLAIN;
            Optional<Inet4Address> address = request.requestedAddress().or(request::ciaddr);
            effects.add(new Effect.Tell(event(request, kind, address, answer, now), answer.describe(request)));
        }
        return effects;
    }

    private static Exchange exchange(ClientRequest request, Arrival arrival) {
        return new Exchange(
                arrival.iface().name(), request.mac(), request.message().xid());
    }

    private static DhcpEvent event(
            ClientRequest request, Kind kind, Optional<Inet4Address> address, BootAnswer answer, Instant now) {
        return new DhcpEvent(
                now,
                kind,
                request.mac(),
                address,
                request.vendorClass(),
                request.hostName(),
                request.architecture(),
                answer.file());
    }
}
