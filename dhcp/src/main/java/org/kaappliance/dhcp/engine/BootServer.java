package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kaappliance.dhcp.boot.BootDecision;
import org.kaappliance.dhcp.boot.BootPolicy;
import org.kaappliance.dhcp.boot.BootRequest;
import org.kaappliance.dhcp.lease.Reservations;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.MessageType;

/**
 * The PXE boot server (PXE 2.1 section 2.2.5), without socket and clock. It names the boot program and
 * gives no address. The answer leaves from port 4011 (iPXE looks at that) and goes to where the request came from
 * (EDK2 listens on 4011, others on 68).
 */
public final class BootServer {
    public static final int PORT = 4011;

    private final DhcpServerSettings settings;
    private final BootPolicy policy;
    private final Reservations reservations;
    private final ReplyBuilder replies;

    public BootServer(DhcpServerSettings settings, BootPolicy policy) {
        this.settings = settings;
        this.policy = policy;
        this.reservations = new Reservations(settings.reservations());
        this.replies = new ReplyBuilder(settings);
    }

    /** Answers one message that came to port 4011. */
    public List<Effect> on(DhcpMessage message, Arrival arrival, Instant now) {
        Classified classified = Classifier.classify(message, settings);
        if (classified instanceof Classified.NotForUs notForUs) {
            return List.of(new Effect.Ignore(notForUs.reasons()));
        }
        ClientRequest request = ((Classified.Request) classified).request();
        if (request.type() != MessageType.REQUEST && request.type() != MessageType.INFORM) {
            return Effect.ignore(request.type() + " on port " + PORT);
        }
        return answer(request, arrival, now);
    }

    private List<Effect> answer(ClientRequest request, Arrival arrival, Instant now) {
        BootDecision decision = policy.decide(
                new BootRequest(request.mac(), request.architecture(), reservations.nameOf(request.mac())));
        if (decision instanceof BootDecision.Boot boot && request.architecture().isPresent()) {
            return List.of(new Effect.Reply(
                    replies.bootServer(request, arrival, boot.file()),
                    arrival.source(),
                    event(request, boot.file(), now),
                    BootAnswer.of(decision).describe(request)));
        }
        return Effect.ignore(
                request.architecture().isEmpty() ? "no PXEClient on port " + PORT : "nothing to boot: " + decision);
    }

    private static DhcpEvent event(ClientRequest request, String file, Instant now) {
        Inet4Address client = request.message().ciaddr();
        return new DhcpEvent(
                now,
                DhcpEvent.Kind.BOOT_SERVER_ACKED,
                request.mac(),
                client.equals(DhcpMessage.NO_ADDRESS) ? Optional.empty() : Optional.of(client),
                request.vendorClass(),
                request.architecture(),
                Optional.of(file));
    }
}
