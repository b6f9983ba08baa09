package org.kaappliance.dhcp.firmware;

import java.util.Optional;
import java.util.function.Function;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.DhcpOptions;
import org.kaappliance.dhcp.wire.MessageType;
import org.kaappliance.dhcp.wire.OptionCode;
import org.kaappliance.dhcp.wire.OptionField;

/** How iPXE (src/net/udp/dhcp.c, src/usr/autoboot.c) takes offers: rules. */
final class Ipxe {
    private static final int NO_PROXY = 176;

    private final int xid;
    private Optional<DhcpMessage> offer = Optional.empty();
    private Optional<DhcpMessage> proxy = Optional.empty();
    private boolean noProxy;

    Ipxe(int xid) {
        this.xid = xid;
    }

    /** An offer, from this port. */
    void hears(DhcpMessage message, int sourcePort) {
        if (message.xid() != xid || !message.type().equals(Optional.of(MessageType.OFFER))) {
            return;
        }
        noProxy |= encapsulated(message).number(NO_PROXY, 1).orElse(0L) != 0;
        if (!message.yiaddr().equals(DhcpMessage.NO_ADDRESS) && sourcePort == 67) {
            offer = offer.or(() -> Optional.of(message));
        }
        if (isPxeClient(message) && message.options().has(OptionCode.SERVER_IDENTIFIER)) {
            proxy = proxy.or(() -> Optional.of(message));
        }
    }

    private static DhcpOptions encapsulated(DhcpMessage message) {
        DhcpOptions.Builder inner = DhcpOptions.builder();
        OptionField.read(message.options().bytes(OptionCode.IPXE).orElse(new byte[0]), inner);
        return inner.build();
    }

    /** Whether it goes on at once; else it waits 2 seconds for a proxy's offer. */
    boolean goesOnAtOnce() {
        return offer.isPresent() && (noProxy || proxy.isPresent());
    }

    /** @param bootServer answers the request to port 4011, or does not; called only when it is asked */
    Outcome boot(Function<Optional<Integer>, Optional<DhcpMessage>> bootServer) {
        if (offer.isEmpty()) {
            return new Outcome.Fails("no offer of an address");
        }
        if (proxy.isEmpty() || noProxy) {
            return follow(offer.get(), bootServer);
        }
        if (hasPxeOptions(proxy.get())) {
            return follow(proxy.get(), bootServer);
        }
        return bootServer
                .apply(Optional.empty())
                .filter(ack -> ack.options()
                        .address(OptionCode.SERVER_IDENTIFIER)
                        .equals(proxy.get().options().address(OptionCode.SERVER_IDENTIFIER)))
                .filter(Ipxe::hasPxeOptions)
                .map(ack -> follow(ack, bootServer))
                .orElse(new Outcome.Fails("no answer on 4011"));
    }

    private static Outcome follow(DhcpMessage message, Function<Optional<Integer>, Optional<DhcpMessage>> bootServer) {
        PxeOptions vendor = PxeOptions.of(message);
        boolean menu = isPxeClient(message) && !vendor.items().isEmpty() && !vendor.bootsTheFile();
        if (!menu) {
            return loads(message);
        }
        int type = vendor.items().get(0).type();
        if (type == 0) {
            return new Outcome.LocalDisk();
        }
        return bootServer.apply(Optional.of(type)).map(Ipxe::loads).orElse(new Outcome.Fails("no boot server"));
    }

    private static Outcome loads(DhcpMessage message) {
        return message.file().isEmpty() || message.siaddr().equals(DhcpMessage.NO_ADDRESS)
                ? new Outcome.Fails("nothing to boot")
                : new Outcome.Loads(message.siaddr(), message.file());
    }

    private static boolean isPxeClient(DhcpMessage message) {
        return message.options()
                .text(OptionCode.VENDOR_CLASS)
                .filter(c -> c.startsWith("PXEClient"))
                .isPresent();
    }

    private static boolean hasPxeOptions(DhcpMessage message) {
        boolean file = !message.file().isEmpty() && !message.siaddr().equals(DhcpMessage.NO_ADDRESS);
        return file || !PxeOptions.of(message).items().isEmpty();
    }
}
