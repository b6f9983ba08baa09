package org.kaappliance.pxemenu;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.kaappliance.config.MacAddress;

/** Takes menu file names apart. */
final class MenuFileNameParser {
    private static final String DIRECTORY = "/pxelinux.cfg/";
    private static final Pattern HEX_ADDRESS = Pattern.compile("[0-9A-Fa-f]{1,8}");
    private static final Pattern ETHERNET = Pattern.compile("01(-[0-9A-Fa-f]{2}){6}");
    private static final Pattern CLIENT_UUID = Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

    private MenuFileNameParser() {}

    static Optional<MenuFileName> parse(String name) {
        String path = "/" + name.replace('\\', '/');
        int at = path.lastIndexOf(DIRECTORY);
        return at < 0 ? Optional.empty() : parseLast(path.substring(at + DIRECTORY.length()));
    }

    private static Optional<MenuFileName> parseLast(String name) {
        if (name.equals("default")) {
            return Optional.of(new MenuFileName.Default());
        }
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
