package org.kaappliance.dhcp.engine;

import java.util.List;
import org.kaappliance.config.DhcpSettings.ClientClass;
import org.kaappliance.dhcp.wire.OptionCode;

/** Which classes a client belongs to. */
final class ClientClasses {
    private final List<ClientClass> classes;

    ClientClasses(List<ClientClass> classes) {
        this.classes = classes;
    }

    /** In the order of the settings. */
    List<ClientClass> of(ClientRequest request) {
        if (classes.isEmpty()) {
            return List.of();
        }
        String mac = request.mac().toString();
        return classes.stream().filter(one -> matches(one, request, mac)).toList();
    }

    private static boolean matches(ClientClass one, ClientRequest request, String mac) {
        return text(request, OptionCode.VENDOR_CLASS).startsWith(one.vendorClass())
                && text(request, OptionCode.USER_CLASS).contains(one.userClass())
                && (one.macPrefixes().isEmpty() || one.macPrefixes().stream().anyMatch(mac::startsWith))
                && (one.firmware().isEmpty()
                        || request.client()
                                .filter(client -> one.firmware().stream().anyMatch(client::is))
                                .isPresent());
    }

    private static String text(ClientRequest request, int code) {
        return request.message().options().text(code).orElse("");
    }
}
