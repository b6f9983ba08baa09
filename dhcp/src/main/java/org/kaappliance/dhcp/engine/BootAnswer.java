package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.util.Optional;
import org.kaappliance.dhcp.wire.PxeVendorOptions.Item;
import org.kaappliance.dhcp.wire.PxeVendorOptions.Menu;

/**
 * What a served machine is told to boot.
 *
 * @param server where the file comes from, and who is asked for an item of the menu
 * @param file beside a menu that of its first item; empty when that is the local disk, or when there is nothing to boot
 * @param menu of the ROM
 * @param chosen the item of the menu that the machine asks for
 * @param reason why there is nothing to boot; empty text when there is something
 * @param advice what the operator may want to do about that
 */
public record BootAnswer(
        Inet4Address server,
        Optional<String> file,
        Optional<Menu> menu,
        Optional<Item> chosen,
        String reason,
        Optional<String> advice) {

    static BootAnswer menu(Inet4Address server, Optional<String> file, Menu menu) {
        return new BootAnswer(server, file, Optional.of(menu), Optional.empty(), "", Optional.empty());
    }

    static BootAnswer file(Inet4Address server, String file, Optional<Item> chosen) {
        return new BootAnswer(server, Optional.of(file), Optional.empty(), chosen, "", Optional.empty());
    }

    static BootAnswer nothing(Inet4Address server, String reason) {
        return nothing(server, reason, Optional.empty());
    }

    static BootAnswer nothing(Inet4Address server, String reason, Optional<String> advice) {
        return new BootAnswer(server, Optional.empty(), Optional.empty(), Optional.empty(), reason, advice);
    }

    /** Whether there is anything that firmware could act on. */
    boolean boots() {
        return file.isPresent() || menu.isPresent();
    }

    /** For the log: {@code bios iPXE: pxelinux.0}. */
    public String describe(ClientRequest request) {
        if (request.client().isEmpty()) {
            return request.vendorClass();
        }
        String what = menu.map(m -> "menu of " + m.lines().size() + " items")
                .or(() -> chosen.flatMap(item -> file.map(f -> "item " + item.type() + ": " + f)))
                .or(() -> file)
                .orElse("nothing to boot: " + reason);
        return request.client().get() + ": " + what;
    }
}
