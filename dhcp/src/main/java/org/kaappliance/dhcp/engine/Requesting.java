package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kaappliance.dhcp.lease.LeaseTable;
import org.kaappliance.dhcp.plan.DhcpServerSettings;

/** REQUEST in all four states of the client: selecting, init-reboot, renewing, rebinding (RFC 2131 section 4.3.2). */
final class Requesting {
    private final DhcpServerSettings settings;
    private final LeaseTable table;
    private final AddressReplies replies;

    Requesting(DhcpServerSettings settings, LeaseTable table, AddressReplies replies) {
        this.settings = settings;
        this.table = table;
        this.replies = replies;
    }

    List<Effect> request(Turn turn) {
        ClientRequest request = turn.request();
        Optional<Inet4Address> server = request.serverIdentifier();
        if (server.isPresent() && isOfOurOther(server.get(), turn)) {
            return Effect.ignore(
                    IgnoreReason.OTHER_SERVER,
                    "takes the offer of our other interface " + server.get().getHostAddress());
        }
        if (server.isPresent() && !isOurs(server.get(), turn)) {
            table.withdrawOffer(request.mac());
            return List.of(new Effect.OtherServer(request.mac(), server.get()));
        }
        Optional<Inet4Address> address = request.requestedAddress().or(request::ciaddr);
        if (address.isEmpty()) {
            return Effect.ignore(IgnoreReason.NOT_ITS_ADDRESS, "asks for no address");
        }
        if (table.mayHave(turn.seeker(), address.get(), turn.now()) && isOursToGive(turn, address.get())) {
            return acknowledge(turn, address.get());
        }
        return refuse(turn, address.get());
    }

    /** On a segment that has two of our interfaces the one that is named answers; a relay may come by any. */
    private boolean isOfOurOther(Inet4Address server, Turn turn) {
        return turn.request().relay().isEmpty()
                && settings.isOwn(server)
                && !server.equals(turn.arrival().iface().address());
    }

    private boolean isOurs(Inet4Address server, Turn turn) {
        return settings.isOwn(server) || server.equals(turn.serverIdentifier());
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
        Duration leaseTime = AddressReplies.leaseTime(turn, address);
        Instant until = turn.now().plus(leaseTime);
        return List.of(new Effect.Save(
                table.bind(turn.mac(), address, until, turn.now()), List.of(replies.ack(turn, address, leaseTime))));
    }

    private List<Effect> refuse(Turn turn, Inet4Address address) {
        ClientRequest request = turn.request();
        String reason = address.getHostAddress() + " is not for " + request.mac();
        boolean concernsUs =
                settings.dhcp().authoritative() || request.serverIdentifier().isPresent() || table.knows(turn.seeker());
        return concernsUs
                ? List.of(replies.nak(turn, address, reason))
                : Effect.ignore(IgnoreReason.NOT_AUTHORITATIVE, reason + ", and dhcp.authoritative = false");
    }
}
