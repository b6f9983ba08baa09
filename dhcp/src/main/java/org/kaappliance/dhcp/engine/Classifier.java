package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kaappliance.dhcp.boot.Architecture;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.DhcpOptions;
import org.kaappliance.dhcp.wire.MessageType;
import org.kaappliance.dhcp.wire.OptionCode;
import org.kaappliance.dhcp.wire.SafeText;

/** Says what kind of client a message comes from, or every reason why it is not for us. */
public final class Classifier {
    private static final Set<MessageType> FROM_CLIENTS = EnumSet.of(
            MessageType.DISCOVER, MessageType.REQUEST, MessageType.DECLINE, MessageType.RELEASE, MessageType.INFORM);
    private static final int MAX_HOPS = 16;
    private static final String PXE_CLIENT = "PXEClient";
    private static final Pattern ARCHITECTURE_IN_CLASS = Pattern.compile("PXEClient:Arch:(\\d{5})");

    private Classifier() {}

    public static Classified classify(DhcpMessage message, DhcpServerSettings settings) {
        List<String> reasons = new ArrayList<>();
        if (message.op() != DhcpMessage.BOOTREQUEST) {
            reasons.add("op " + message.op() + " is no request");
        }
        checkHardware(message, reasons);
        checkRelay(message, settings, reasons);
        checkType(message, reasons);
        return reasons.isEmpty() ? new Classified.Request(request(message)) : new Classified.NotForUs(reasons);
    }

    private static void checkHardware(DhcpMessage message, List<String> reasons) {
        if (message.htype() != DhcpMessage.ETHERNET || message.hlen() != 6) {
            reasons.add("htype " + message.htype() + " hlen " + message.hlen() + " is not Ethernet");
        } else if (message.chaddr().isMulticast() || message.chaddr().bits() == 0) {
            reasons.add("no machine has the hardware address " + message.chaddr());
        }
    }

    private static void checkRelay(DhcpMessage message, DhcpServerSettings settings, List<String> reasons) {
        if (message.hops() > MAX_HOPS) {
            reasons.add(message.hops() + " hops");
        }
        Inet4Address giaddr = message.giaddr();
        if (giaddr.equals(DhcpMessage.NO_ADDRESS)) {
            return;
        }
        if (settings.isOwn(giaddr)) {
            reasons.add("the relay address " + giaddr.getHostAddress() + " is our own");
        }
    }

    private static void checkType(DhcpMessage message, List<String> reasons) {
        if (!message.options().has(OptionCode.MESSAGE_TYPE)) {
            return; // BOOTP
        }
        if (message.type().isEmpty()) {
            reasons.add("unknown message type");
        } else if (!FROM_CLIENTS.contains(message.type().get())) {
            reasons.add(message.type().get() + " does not come from a client");
        }
    }

    private static ClientRequest request(DhcpMessage message) {
        DhcpOptions options = message.options();
        String vendorClass = options.text(OptionCode.VENDOR_CLASS).orElse("");
        boolean ipxe = options.has(OptionCode.IPXE)
                || options.text(OptionCode.USER_CLASS)
                        .filter(c -> c.contains("iPXE"))
                        .isPresent();
        return new ClientRequest(
                message,
                message.type().orElse(MessageType.DISCOVER),
                SafeText.of(vendorClass),
                message.type().isEmpty() || vendorClass.startsWith(PXE_CLIENT)
                        ? Optional.of(architecture(options, vendorClass))
                        : Optional.empty(),
                ipxe ? ClientRequest.Loader.IPXE : ClientRequest.Loader.ANY);
    }

    /**
     * Option 93 may name several architectures: the first that we can boot counts, else the first. Old ROMs name it in
     * option 60 only, the oldest nowhere: those are BIOS.
     */
    private static Architecture architecture(DhcpOptions options, String vendorClass) {
        List<Architecture> named = new ArrayList<>();
        byte[] list = options.bytes(OptionCode.ARCHITECTURE).orElse(new byte[0]);
        for (int i = 0; i + 1 < list.length; i += 2) {
            named.add(new Architecture((list[i] & 0xff) << 8 | list[i + 1] & 0xff));
        }
        Matcher inClass = ARCHITECTURE_IN_CLASS.matcher(vendorClass);
        if (named.isEmpty() && inClass.lookingAt()) {
            named.add(new Architecture(Integer.parseInt(inClass.group(1)) & 0xffff));
        }
        return named.stream()
                .filter(a -> a.platform().isPresent())
                .findFirst()
                .orElseGet(() -> named.isEmpty() ? new Architecture(0) : named.get(0));
    }
}
