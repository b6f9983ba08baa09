package org.kaappliance.dhcp.boot;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.dhcp.wire.PxeVendorOptions;
import org.kaappliance.dhcp.wire.PxeVendorOptions.Item;
import org.kaappliance.dhcp.wire.PxeVendorOptions.Line;
import org.kaappliance.dhcp.wire.PxeVendorOptions.Menu;

/**
 * {@code dhcp.pxe-menu}, the menu of the PXE ROM itself. Items that boot something have the types 1, 2, 3, ... in the order of
 * the settings, whatever their firmware; those that boot the local disk have type 0, which the ROM handles alone.
 */
public final class RomMenu {
    /** No items for anybody. */
    public static final RomMenu NONE =
            new RomMenu(new DhcpSettings.PxeMenu("", Duration.ZERO, List.of(), Optional.empty()));

    private static final int OPEN_AT_ONCE = 255;
    /** ROMs that draw the prompt before they look at the time want a text. */
    private static final String NO_PROMPT = "Boot menu";

    /** BIS: the file is to be signed. Nobody signs. */
    private static final int SIGNED = 0x8000;

    /** For lengths, which do not depend on it. */
    private static final Inet4Address ANY = Ipv4Subnet.ofInt(0);

    private final DhcpSettings.PxeMenu settings;
    private final List<Entry> entries = new ArrayList<>();

    /** @param type 0 for the local disk */
    private record Entry(int type, DhcpSettings.PxeService service) {

        /** Empty for the local disk, and for a layer that is not there. */
        Optional<String> file(int layer) {
            if (service.lastLayer() < 0) {
                return service.bootFile().filter(file -> layer == 0);
            }
            return service.bootFile()
                    .filter(file -> layer <= service.lastLayer())
                    .map(file -> file + "." + layer);
        }
    }

    public RomMenu(DhcpSettings.PxeMenu settings) {
        this.settings = settings;
        int type = 0;
        for (DhcpSettings.PxeService service : settings.services()) {
            entries.add(new Entry(service.bootFile().isPresent() ? ++type : 0, service));
        }
    }

    /** Whether there are items for this client. Only PXE has menus; iPXE is seen as the ROM that it may be. */
    public boolean isFor(BootClient client) {
        return client.protocol() == BootClient.Protocol.PXE && !of(client).isEmpty();
    }

    private List<Entry> of(BootClient client) {
        return entries.stream()
                .filter(entry -> client.is(entry.service().firmware()))
                .toList();
    }

    /**
     * What is shown. Empty when there is nothing to choose, because many UEFI ROMs get a menu of one item wrong; and when it
     * is too long for option 43, which only items under several names of one firmware can make it.
     */
    public Optional<Menu> menu(BootClient client) {
        List<Entry> mine = of(client);
        return mine.size() < 2
                ? Optional.empty()
                : Optional.of(menu(mine)).filter(menu -> length(menu) <= PxeVendorOptions.LARGEST);
    }

    private Menu menu(List<Entry> mine) {
        boolean ask = !settings.prompt().isEmpty();
        return new Menu(
                ask ? (int) Math.min(settings.timeout().toSeconds(), OPEN_AT_ONCE - 1) : OPEN_AT_ONCE,
                ask ? settings.prompt() : NO_PROMPT,
                mine.stream()
                        .map(entry -> new Line(entry.type(), entry.service().item()))
                        .toList(),
                settings.multicastGroup());
    }

    /** What the first item boots; empty when it is the local disk. */
    public Optional<String> firstFile(BootClient client) {
        return of(client).stream().findFirst().flatMap(entry -> entry.file(0));
    }

    /** What was chosen boots; empty when this client has no such item. */
    public Optional<String> file(BootClient client, Item chosen) {
        return of(client).stream()
                .filter(entry -> entry.type() == chosen.type())
                .filter(entry -> (chosen.layer() & SIGNED) == 0)
                .findFirst()
                .flatMap(entry -> entry.file(chosen.layer()));
    }

    /** How long option 43 gets for the machines that see the items for this firmware, in octets. */
    public int length(String firmware) {
        List<Entry> mine = entries.stream()
                .filter(entry -> entry.service().firmware().equals(firmware))
                .toList();
        return length(menu(mine));
    }

    private static int length(Menu menu) {
        return PxeVendorOptions.menu(menu, ANY).length;
    }
}
