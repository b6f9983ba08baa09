package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.dhcp.boot.BootDecision;
import org.kaappliance.dhcp.boot.BootPolicy;
import org.kaappliance.dhcp.boot.BootRequest.Addresses;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.dhcp.plan.Terms;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.MessageType;
import org.kaappliance.dhcp.wire.PxeVendorOptions;

/**
 * The PXE boot server (PXE 2.1 section 2.2.5), without socket and clock. It names the boot program and
 * gives no address. The answer leaves from port 4011 (iPXE looks at that) and goes to where the request came from
 * (EDK2 listens on 4011, others on 68). Confined to one thread.
 */
public final class BootServer {
    public static final int PORT = 4011;

    /** Some ROMs begin here with a DISCOVER, as if this were port 67. */
    private static final Set<MessageType> ANSWERED =
            EnumSet.of(MessageType.DISCOVER, MessageType.REQUEST, MessageType.INFORM);

    private final BootDesk desk;
    private final Admission admission;
    private final ReplyBuilder replies;

    public BootServer(DhcpServerSettings settings, BootPolicy policy) {
        this(settings, policy, new Admission(settings, policy::knows));
    }

    /** @param admission shared by all that answer the same clients */
    public BootServer(DhcpServerSettings settings, BootPolicy policy, Admission admission) {
        this.admission = admission;
        this.desk = new BootDesk(settings, policy, giver(settings));
        this.replies = new ReplyBuilder(settings);
    }

    /** Which server a client has its address from is not known here. */
    private static Addresses giver(DhcpServerSettings settings) {
        return settings.dhcp().mode() == DhcpSettings.Mode.SERVER ? Addresses.FROM_US : Addresses.FROM_ANOTHER;
    }

    /**
     * Answers one message that came to the group of {@code dhcp.pxe-menu.multicast-group}, where ROMs look for the boot
     * server of an item of their menu (PXE 2.1 section 2.2.4). The answer leaves from the interface's own address and
     * port 4011.
     */
    public List<Effect> onGroup(DhcpMessage message, Arrival arrival, Instant now) {
        if (PxeVendorOptions.item(message.options()).isEmpty()) {
            return Effect.ignore(IgnoreReason.NOTHING_TO_BOOT, "asks the group for no boot item");
        }
        return on(message, arrival, now);
    }

    /** Answers one message that came to port 4011. */
    public List<Effect> on(DhcpMessage message, Arrival arrival, Instant now) {
        Classified classified = admission.admit(message, now);
        if (classified instanceof Classified.NotForUs notForUs) {
            return List.of(new Effect.Ignore(notForUs.reasons()));
        }
        ClientRequest request = ((Classified.Request) classified).request();
        if (request.isBootp()) {
            return Effect.ignore(IgnoreReason.BOOTP, "no message type (BOOTP)");
        }
        if (!ANSWERED.contains(request.type())) {
            return Effect.ignore(IgnoreReason.WRONG_PORT, request.type() + " on port " + PORT);
        }
        if (request.client().isEmpty()) {
            return Effect.ignore(IgnoreReason.NOTHING_TO_BOOT, "no PXEClient on port " + PORT);
        }
        Guest guest = desk.receive(request);
        if (guest.decision() instanceof BootDecision.Silence silence) {
            return Effect.ignore(IgnoreReason.SILENCE, silence.reason());
        }
        return answer(guest, arrival, now);
    }

    private List<Effect> answer(Guest guest, Arrival arrival, Instant now) {
        ClientRequest request = guest.request();
        Terms terms = desk.terms(guest, arrival);
        BootAnswer answer = desk.bootCase(guest, arrival).with(terms);
        Optional<BootFields> boot = BootFields.of(request, answer);
        if (boot.isEmpty()) {
            return desk.finish(
                    guest, answer, Effect.ignore(IgnoreReason.NOTHING_TO_BOOT, "nothing to boot: " + answer.reason()));
        }
        MessageType type = request.type() == MessageType.DISCOVER ? MessageType.OFFER : MessageType.ACK;
        Inet4Address client = request.message().ciaddr();
        return List.of(new Effect.Reply(
                replies.bootOnly(type, guest, arrival, client, boot.get(), BootFields.options(terms)),
                Destination.ofSource(arrival.source()),
                event(request, answer, now),
                answer.describe(request)));
    }

    private static DhcpEvent event(ClientRequest request, BootAnswer answer, Instant now) {
        Inet4Address client = request.message().ciaddr();
        return new DhcpEvent(
                now,
                DhcpEvent.Kind.BOOT_SERVER_ACKED,
                request.mac(),
                client.equals(DhcpMessage.NO_ADDRESS) ? Optional.empty() : Optional.of(client),
                request.vendorClass(),
                request.hostName(),
                request.architecture(),
                answer.file());
    }
}
