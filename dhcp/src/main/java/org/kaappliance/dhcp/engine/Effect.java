package org.kaappliance.dhcp.engine;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
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

    /** Nothing to do, for all these reasons. */
    record Ignore(List<String> reasons) implements Effect {}

    static List<Effect> ignore(String reason) {
        return List.of(new Ignore(List.of(reason)));
    }
}
