package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kaappliance.config.AddressRange;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.lease.LeaseTable;
import org.kaappliance.dhcp.plan.Terms;
import org.kaappliance.dhcp.wire.DhcpMessage;

/**
 * BOOTP (RFC 951): one message, and the address is given. A client asks once and never renews, so a machine that is known gets
 * its address for as long as anybody may have one. Strangers get theirs for the usual time and hold together a tenth of the
 * pools that are open to them: one packet costs an address, and hardware addresses are easily made up.
 */
final class BootpLeases {
    private static final int PART_FOR_STRANGERS = 10;
    private static final int LEAST_FOR_STRANGERS = 4;

    private final LeaseTable table;
    private final AddressReplies replies;
    /** Until when each stranger has its address, by subnet. */
    private final Map<Ipv4Subnet, Map<MacAddress, Instant>> strangers = new HashMap<>();

    BootpLeases(LeaseTable table, AddressReplies replies) {
        this.table = table;
        this.replies = replies;
    }

    List<Effect> answer(Turn turn) {
        boolean known = table.isKnown(turn.mac());
        if (!known && !hasRoom(turn)) {
            return none(turn, "as many strangers as may have an address by BOOTP have one in ");
        }
        Inet4Address has = turn.request().message().ciaddr();
        Optional<Inet4Address> wish = has.equals(DhcpMessage.NO_ADDRESS) ? Optional.empty() : Optional.of(has);
        Optional<Inet4Address> address = table.choose(turn.seeker(), wish, turn.now());
        if (address.isEmpty()) {
            return none(turn, "no free address in ");
        }
        Terms terms = turn.levels().at(address);
        Duration leaseTime = known ? terms.maxLeaseTime() : terms.leaseTime();
        Instant until = turn.now().plus(leaseTime);
        if (!known) {
            strangers
                    .computeIfAbsent(turn.seeker().subnet(), subnet -> new HashMap<>())
                    .put(turn.mac(), until);
        }
        return List.of(new Effect.Save(
                table.bind(turn.mac(), address.get(), until, turn.now()), List.of(replies.bootp(turn, address.get()))));
    }

    private boolean hasRoom(Turn turn) {
        Map<MacAddress, Instant> have = strangers.getOrDefault(turn.seeker().subnet(), Map.of());
        long addresses =
                turn.seeker().pools().stream().mapToLong(AddressRange::size).sum();
        long most = Math.max(LEAST_FOR_STRANGERS, addresses / PART_FOR_STRANGERS);
        if (have.size() >= most && !have.containsKey(turn.mac())) {
            have.values().removeIf(until -> !turn.now().isBefore(until));
        }
        return have.size() < most || have.containsKey(turn.mac());
    }

    private static List<Effect> none(Turn turn, String why) {
        return List.of(
                new Effect.Warn(why + turn.subnet().subnet()),
                new Effect.Ignore(List.of(new Effect.Why(
                        IgnoreReason.NO_FREE_ADDRESS, "no free address for " + turn.mac() + " (BOOTP)"))));
    }
}
