package org.kaappliance.appliance.boot;

import java.net.Inet4Address;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.BootMenu;
import org.kaappliance.pxemenu.FileBase;
import org.kaappliance.pxemenu.MenuFileName;
import org.kaappliance.pxemenu.MenuFileName.Dialect;
import org.kaappliance.pxemenu.MenuPolicy;
import org.kaappliance.pxemenu.MenuText;
import org.kaappliance.tftp.Content;
import org.kaappliance.tftp.ContentRoute;
import org.kaappliance.tftp.TftpRequest;

/**
 * Every machine's own menu, computed from its stored record, in the language of the boot program that asks: {@code
 * pxelinux.cfg/01-<mac>}, {@code grub.cfg-01-<mac>}, {@code ipxe/01-<mac>.ipxe}. Names by UUID and by address lead to the same
 * menu when the network tells which machine asks, so that the first request is answered; the names that say nothing about the
 * machine lead to the menu that can only boot locally, from which GRUB and iPXE are sent on to their own.
 */
public final class MenuRoute implements ContentRoute {
    private final Fleet fleet;
    private final MenuPolicy policy;
    private final MenuText text;
    private final Whereabouts whereabouts;

    /** What is known about who asks. */
    public interface Whereabouts {
        /** The machine that has this address; empty when nobody knows. May read files. */
        Optional<MacAddress> machineAt(Inet4Address client);

        /** The appliance's own address on the client's network. */
        Inet4Address serverFor(Inet4Address client);

        /** The port to fetch files from by HTTP, where the boot program that this machine runs can. */
        OptionalInt httpPort(Dialect dialect, Optional<MacAddress> machine);
    }

    public MenuRoute(Fleet fleet, MenuPolicy policy, MenuText text, Whereabouts whereabouts) {
        this.fleet = fleet;
        this.policy = policy;
        this.text = text;
        this.whereabouts = whereabouts;
    }

    @Override
    public Optional<Content> resolve(TftpRequest request) {
        if (!(request.client().getAddress() instanceof Inet4Address client)) {
            return Optional.empty();
        }
        return MenuFileName.parse(request.name())
                .flatMap(asked -> answer(asked, client))
                .map(Content::ofText);
    }

    private Optional<String> answer(MenuFileName.Asked asked, Inet4Address client) {
        MenuFileName whose = asked.whose();
        if (whose instanceof MenuFileName.Default) {
            return Optional.of(nobodys(asked.dialect(), client));
        }
        Optional<MacAddress> machine =
                whose instanceof MenuFileName.ByMac byMac ? Optional.of(byMac.mac()) : whereabouts.machineAt(client);
        return machine.map(mac -> write(menu(mac), asked.dialect(), client, machine));
    }

    private String nobodys(Dialect dialect, Inet4Address client) {
        Supplier<String> local = () -> write(policy.localOnly(Optional.empty()), dialect, client, Optional.empty());
        return switch (dialect) {
            case PXELINUX -> local.get();
            case GRUB -> MenuText.firstGrubLines() + local.get();
            case IPXE -> MenuText.firstIpxeScript();
        };
    }

    private BootMenu menu(MacAddress mac) {
        return fleet.find(mac).map(policy::menuFor).orElseGet(() -> policy.localOnly(Optional.of(mac)));
    }

    private String write(BootMenu menu, Dialect dialect, Inet4Address client, Optional<MacAddress> machine) {
        FileBase files = new FileBase(whereabouts.serverFor(client), whereabouts.httpPort(dialect, machine));
        return text.write(menu, dialect, files, machine);
    }
}
