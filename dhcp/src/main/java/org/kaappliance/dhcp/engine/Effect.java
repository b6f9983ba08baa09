package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.DhcpServer;
import org.kaappliance.dhcp.lease.Lease;
import org.kaappliance.dhcp.wire.DhcpMessage;

/** What is to be done about a request; carried out by {@link DhcpServer} in order. */
public sealed interface Effect {

    /**
     * Send a message.
     *
     * @param detail for the log, safe text
     * @param delay how long to wait before; mostly 0
     */
    record Reply(DhcpMessage message, InetSocketAddress to, DhcpEvent event, String detail, Duration delay)
            implements Effect {

        /** At once. */
        public Reply(DhcpMessage message, InetSocketAddress to, DhcpEvent event, String detail) {
            this(message, to, event, detail, Duration.ZERO);
        }

        Reply after(Duration other) {
            return new Reply(message, to, event, detail, other);
        }
    }

    /** Save these leases, in this order; when all are durable go on with the rest, when one fails do not. */
    record Save(List<Lease> leases, List<Effect> then) implements Effect {}

    /** Tell that something happened, without a reply. */
    record Tell(DhcpEvent event, String detail) implements Effect {}

    /** The operator should know. */
    record Warn(String text) implements Effect {}

    /**
     * Find out whether somebody uses the address, by a ping, and tell {@link DhcpEngine#onProbed}. It must be told in any case, also
     * when the address cannot be tried.
     *
     * @param device the interface behind which the address lies; empty when that is behind a relay
     * @param timeout how long an answer is waited for
     */
    record Probe(Inet4Address address, Optional<String> device, Duration timeout) implements Effect {}

    /** What a {@link Probe} found. */
    enum Outcome {
        FREE,
        IN_USE,
        /** It was not tried. */
        UNKNOWN
    }

    /** The machine takes the offer of another DHCP server, which therefore is on the same segment. */
    record OtherServer(MacAddress mac, Inet4Address server) implements Effect {}

    /** Nothing to do, for all these reasons. */
    record Ignore(List<Why> reasons) implements Effect {}

    /**
     * One reason for doing nothing.
     *
     * @param text for the log, safe text
     */
    record Why(IgnoreReason reason, String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    static List<Effect> ignore(IgnoreReason reason, String text) {
        return List.of(new Ignore(List.of(new Why(reason, text))));
    }
}
