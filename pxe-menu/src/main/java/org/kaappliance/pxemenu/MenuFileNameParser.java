package org.kaappliance.pxemenu;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.MenuFileName.Asked;
import org.kaappliance.pxemenu.MenuFileName.Dialect;

/** Takes menu file names apart. */
final class MenuFileNameParser {
    private static final String PXELINUX = "/pxelinux.cfg/";
    private static final Pattern GRUB =
            Pattern.compile(".*/grub\\.cfg-(.+)|(?:/boot)?(?:/grub2?|/aa64|/ia32)?/grub\\.cfg");
    private static final Pattern IPXE = Pattern.compile(".*/ipxe/(.+)\\.ipxe|/(?:boot|autoexec)\\.ipxe");
    private static final Pattern HEX_ADDRESS = Pattern.compile("[0-9A-Fa-f]{1,8}");
    private static final Pattern ETHERNET = Pattern.compile("01(-[0-9A-Fa-f]{2}){6}");
    private static final Pattern BARE_MAC = Pattern.compile("[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}");
    private static final Pattern CLIENT_UUID = Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

    private MenuFileNameParser() {}

    static Optional<Asked> parse(String name) {
        String slashed = name.replace('\\', '/');
        String path = slashed.startsWith("/") ? slashed : "/" + slashed;
        int at = path.lastIndexOf(PXELINUX);
        if (at >= 0) {
            return pxelinux(path.substring(at + PXELINUX.length())).map(whose -> new Asked(Dialect.PXELINUX, whose));
        }
        return suffixed(GRUB, path, Dialect.GRUB).or(() -> suffixed(IPXE, path, Dialect.IPXE));
    }

    private static Optional<MenuFileName> pxelinux(String name) {
        return name.equals("default") ? Optional.of(new MenuFileName.Default()) : whose(name);
    }

    /** Both of them ask for a name without a machine, too, and some distributions' GRUB for a bare hardware address. */
    private static Optional<Asked> suffixed(Pattern pattern, String path, Dialect dialect) {
        Matcher m = pattern.matcher(path);
        if (!m.matches()) {
            return Optional.empty();
        }
        String name = m.group(1);
        if (name == null) {
            return Optional.of(new Asked(dialect, new MenuFileName.Default()));
        }
        Optional<MenuFileName> whose = BARE_MAC.matcher(name).matches()
                ? Optional.of(new MenuFileName.ByMac(MacAddress.parse(name.replace('-', ':'))))
                : whose(name);
        return whose.map(one -> new Asked(dialect, one));
    }

    private static Optional<MenuFileName> whose(String name) {
        if (HEX_ADDRESS.matcher(name).matches()) {
            return Optional.of(new MenuFileName.ByHexAddress(name.toUpperCase(Locale.ROOT)));
        }
        if (ETHERNET.matcher(name).matches()) {
            return Optional.of(new MenuFileName.ByMac(MacAddress.parse(name.substring(3))));
        }
        return CLIENT_UUID.matcher(name).matches()
                ? Optional.of(new MenuFileName.ByUuid(UUID.fromString(name)))
                : Optional.empty();
    }
}
