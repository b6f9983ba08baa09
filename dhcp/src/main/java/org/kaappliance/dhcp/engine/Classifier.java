package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.dhcp.boot.BootClient;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.MessageType;
import org.kaappliance.dhcp.wire.OptionCode;
import org.kaappliance.dhcp.wire.SafeText;

/** Says what kind of client a message comes from, or every reason why it is not for us. */
public final class Classifier {
    private static final Set<MessageType> FROM_CLIENTS = EnumSet.of(
            MessageType.DISCOVER, MessageType.REQUEST, MessageType.DECLINE, MessageType.RELEASE, MessageType.INFORM);
    private static final int MAX_HOPS = 16;
    private static final Inet4Address EVERYBODY = Ipv4Subnet.ofInt(-1);

    private Classifier() {}

    public static Classified classify(DhcpMessage message, DhcpServerSettings settings) {
        List<Effect.Why> reasons = new ArrayList<>();
        if (message.op() != DhcpMessage.BOOTREQUEST) {
            reasons.add(new Effect.Why(IgnoreReason.NOT_A_REQUEST, "op " + message.op() + " is no request"));
        }
        checkHardware(message, reasons);
        checkRelay(message, settings, reasons);
        checkType(message, reasons);
        return reasons.isEmpty() ? new Classified.Request(request(message)) : new Classified.NotForUs(reasons);
    }

    private static void checkHardware(DhcpMessage message, List<Effect.Why> reasons) {
        if (message.htype() != DhcpMessage.ETHERNET || message.hlen() != 6) {
            reasons.add(new Effect.Why(
                    IgnoreReason.HARDWARE,
                    "htype " + message.htype() + " hlen " + message.hlen() + " is not Ethernet"));
        } else if (message.chaddr().isMulticast() || message.chaddr().bits() == 0) {
            reasons.add(
                    new Effect.Why(IgnoreReason.HARDWARE, "no machine has the hardware address " + message.chaddr()));
        }
    }

    private static void checkRelay(DhcpMessage message, DhcpServerSettings settings, List<Effect.Why> reasons) {
        if (message.hops() > MAX_HOPS) {
            reasons.add(new Effect.Why(IgnoreReason.RELAY, message.hops() + " hops"));
        }
        Inet4Address giaddr = message.giaddr();
        if (giaddr.equals(DhcpMessage.NO_ADDRESS)) {
            return;
        }
        if (settings.isOwn(giaddr)) {
            reasons.add(
                    new Effect.Why(IgnoreReason.RELAY, "the relay address " + giaddr.getHostAddress() + " is our own"));
        } else if (giaddr.isLoopbackAddress() || giaddr.isMulticastAddress() || giaddr.equals(EVERYBODY)) {
            reasons.add(new Effect.Why(IgnoreReason.RELAY, "no relay has the address " + giaddr.getHostAddress()));
        }
    }

    private static void checkType(DhcpMessage message, List<Effect.Why> reasons) {
        if (!message.options().has(OptionCode.MESSAGE_TYPE)) {
            return; // BOOTP
        }
        if (message.type().isEmpty()) {
            reasons.add(new Effect.Why(IgnoreReason.NOT_A_REQUEST, "unknown message type"));
        } else if (!FROM_CLIENTS.contains(message.type().get())) {
            reasons.add(
                    new Effect.Why(IgnoreReason.NOT_A_REQUEST, message.type().get() + " does not come from a client"));
        }
    }

    private static ClientRequest request(DhcpMessage message) {
        String vendorClass = message.options().text(OptionCode.VENDOR_CLASS).orElse("");
        return new ClientRequest(
                message, message.type().orElse(MessageType.DISCOVER), SafeText.of(vendorClass), BootClient.of(message));
    }
}
