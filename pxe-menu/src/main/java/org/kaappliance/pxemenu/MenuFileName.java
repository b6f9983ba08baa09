package org.kaappliance.pxemenu;

import java.util.Optional;
import java.util.UUID;
import org.kaappliance.config.MacAddress;

/**
 * Whose menu a file name asks for, in which language. pxelinux tries its client UUID, {@code 01-<mac>}, its address as eight hex
 * digits and then ever fewer of them, and {@code default}, all under {@code pxelinux.cfg/} (syslinux core/fs/pxe/pxe.c). GRUB
 * tries the same behind {@code grub.cfg-}, and {@code grub.cfg} (grub-core/net/net.c). iPXE asks for what our first script names.
 */
public sealed interface MenuFileName {

    /** {@code 01-aa-bb-cc-dd-ee-ff}: Ethernet, hardware type 1. */
    record ByMac(MacAddress mac) implements MenuFileName {}

    /** The client's UUID (DHCP option 97). */
    record ByUuid(UUID uuid) implements MenuFileName {}

    /** The first one to eight hex digits of an IPv4 address, upper case. */
    record ByHexAddress(String prefixDigits) implements MenuFileName {}

    /** The last resort. */
    record Default() implements MenuFileName {}

    /** The language of a menu. */
    enum Dialect {
        PXELINUX,
        GRUB,
        IPXE
    }

    /** A name taken apart. */
    record Asked(Dialect dialect, MenuFileName whose) {}

    /** Reads a name as TFTP brings it: leading slash, {@code \} and a directory in front are all right. Empty for anything else. */
    static Optional<Asked> parse(String name) {
        return MenuFileNameParser.parse(name);
    }
}
