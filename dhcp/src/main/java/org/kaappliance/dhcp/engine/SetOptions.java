package org.kaappliance.dhcp.engine;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.kaappliance.dhcp.boot.BootClient;
import org.kaappliance.dhcp.option.OptionSet;
import org.kaappliance.dhcp.option.OptionSpace;
import org.kaappliance.dhcp.wire.DhcpOptions;
import org.kaappliance.dhcp.wire.OptionCode;
import org.kaappliance.dhcp.wire.OptionField;

/** The settings' options in a reply, as far as they do not contradict what was decided about booting. */
final class SetOptions {
    /** Of these EDK2 needs one inside option 43 beside {@code PXEClient}, or it takes the offer for BINL (PxeBcDhcp4.c). */
    private static final int FIRST_OF_PXE = 6;

    private static final int LAST_OF_PXE = 10;

    private SetOptions() {}

    /** @param boot what firmware is told in this reply; empty when there is nothing to boot */
    static void into(DhcpOptions.Builder reply, OptionSet set, ClientRequest request, Optional<BootFields> boot) {
        fitting(set, request, boot).into(reply, understood(request, boot));
    }

    private static OptionSet fitting(OptionSet set, ClientRequest request, Optional<BootFields> boot) {
        DhcpOptions whole = set.whole();
        boolean ownClass = boot.map(BootFields::options)
                .filter(own -> own.has(OptionCode.VENDOR_CLASS))
                .isPresent();
        if (ownClass || boot.isEmpty() && namesFirmware(whole)) {
            whole = whole.without(OptionCode.VENDOR_CLASS);
        }
        if (ownClass && isPxe(request) && !controlsPxe(whole)) {
            whole = whole.without(OptionCode.VENDOR_INFORMATION);
        }
        return new OptionSet(whole, set.pxe(), set.ipxe());
    }

    private static boolean namesFirmware(DhcpOptions whole) {
        return whole.text(OptionCode.VENDOR_CLASS)
                .filter(name -> name.startsWith("PXEClient") || name.startsWith("HTTPClient"))
                .isPresent();
    }

    private static boolean controlsPxe(DhcpOptions whole) {
        return whole.bytes(OptionCode.VENDOR_INFORMATION)
                .map(OptionField::inside)
                .filter(inside ->
                        IntStream.rangeClosed(FIRST_OF_PXE, LAST_OF_PXE).anyMatch(inside::has))
                .isPresent();
    }

    private static Set<OptionSpace> understood(ClientRequest request, Optional<BootFields> boot) {
        Set<OptionSpace> spaces = EnumSet.noneOf(OptionSpace.class);
        if (boot.isPresent() && isPxe(request)) {
            spaces.add(OptionSpace.PXE);
        }
        if (request.isIpxe()) {
            spaces.add(OptionSpace.IPXE);
        }
        return spaces;
    }

    private static boolean isPxe(ClientRequest request) {
        return request.client()
                .filter(client -> client.protocol() == BootClient.Protocol.PXE)
                .isPresent();
    }
}
