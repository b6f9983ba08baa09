package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.Optional;
import org.kaappliance.dhcp.engine.DhcpEvent.Kind;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.dhcp.plan.Terms;
import org.kaappliance.dhcp.wire.MessageType;
import org.kaappliance.dhcp.wire.OptionCode;

/** Replies ready to be sent, with what they mean for the log. */
final class AddressReplies {
    private static final Duration SHORTEST_LEASE = Duration.ofMinutes(1);

    private final ReplyBuilder replies;

    AddressReplies(DhcpServerSettings settings) {
        this.replies = new ReplyBuilder(settings);
    }

    /** Held back where a class asks for that: a client that has taken an offer is ready for the rest. */
    Effect offer(Turn turn, Inet4Address address) {
        return address(turn, MessageType.OFFER, address, leaseTime(turn, address))
                .after(turn.replyDelay());
    }

    Effect ack(Turn turn, Inet4Address address, Duration leaseTime) {
        return address(turn, MessageType.ACK, address, leaseTime);
    }

    private Effect.Reply address(Turn turn, MessageType type, Inet4Address address, Duration leaseTime) {
        Kind acked = turn.request().architecture().isPresent() ? Kind.ACKED_PXE : Kind.ACKED_PLAIN;
        Kind kind = type == MessageType.OFFER ? Kind.OFFERED : acked;
        return new Effect.Reply(
                replies.address(type, turn, address, leaseTime),
                Destination.of(turn.request(), type),
                turn.event(kind, Optional.of(address)),
                turn.bootAt(Optional.of(address)).describe(turn.request()));
    }

    Effect bootp(Turn turn, Inet4Address address) {
        return new Effect.Reply(
                replies.bootp(turn, address),
                Destination.of(turn.request(), MessageType.OFFER),
                turn.event(Kind.ACKED_BOOTP, Optional.of(address)),
                "BOOTP " + turn.bootAt(Optional.of(address)).describe(turn.request()));
    }

    Effect nak(Turn turn, Inet4Address address, String reason) {
        return new Effect.Reply(
                replies.nak(turn, reason),
                Destination.of(turn.request(), MessageType.NAK),
                turn.event(Kind.NAKED, Optional.of(address)),
                reason);
    }

    Effect inform(Turn turn) {
        return new Effect.Reply(
                replies.inform(turn),
                Destination.of(turn.request(), MessageType.ACK),
                turn.event(Kind.INFORMED, turn.request().ciaddr()),
                turn.bootAt(turn.request().ciaddr()).describe(turn.request()));
    }

    /** What the client asks for, within limits. */
    static Duration leaseTime(Turn turn, Inet4Address address) {
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
