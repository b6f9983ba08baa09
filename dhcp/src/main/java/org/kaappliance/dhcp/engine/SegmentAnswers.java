package org.kaappliance.dhcp.engine;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.MessageType;
import org.kaappliance.dhcp.wire.OptionCode;

/**
 * Who answers on port 67: the server, the proxy, or for a moment nobody. In mode {@code auto} a proxy keeps what it gave as a
 * server: who has an address of ours goes on with it, so that no machine loses its address in the middle of its work.
 */
public final class SegmentAnswers {
    private static final Set<MessageType> ABOUT_A_LEASE =
            EnumSet.of(MessageType.REQUEST, MessageType.RELEASE, MessageType.DECLINE);

    private final DhcpServerSettings settings;
    private final DhcpEngine server;
    private final Answers proxy;

    /** Answers a message; the pure part of a server. */
    @FunctionalInterface
    public interface Answers {
        List<Effect> on(DhcpMessage message, Arrival arrival, Instant now);
    }

    public SegmentAnswers(DhcpServerSettings settings, DhcpEngine server, Answers proxy) {
        this.settings = settings;
        this.server = server;
        this.proxy = proxy;
    }

    public List<Effect> on(SegmentProbe.Role role, DhcpMessage message, Arrival arrival, Instant now) {
        return switch (role) {
            case ASKING ->
                Effect.ignore(
                        IgnoreReason.OTHER_SERVER,
                        "asking whether another DHCP server is on "
                                + arrival.iface().name());
            case SERVER -> server.on(message, arrival, now);
            case PROXY ->
                isAboutOurLease(message, now) ? server.on(message, arrival, now) : proxy.on(message, arrival, now);
        };
    }

    private boolean isAboutOurLease(DhcpMessage message, Instant now) {
        boolean toAnother = message.options()
                .address(OptionCode.SERVER_IDENTIFIER)
                .filter(id -> !settings.isOwn(id))
                .isPresent();
        Optional<MessageType> type = message.type();
        return settings.dhcp().mode() == DhcpSettings.Mode.AUTO
                && type.filter(ABOUT_A_LEASE::contains).isPresent()
                && !toAnother
                && server.isOfClient(message, now);
    }
}
