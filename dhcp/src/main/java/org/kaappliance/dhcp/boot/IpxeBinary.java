package org.kaappliance.dhcp.boot;

import java.util.Locale;
import java.util.regex.Pattern;

/** Which boot files are iPXE itself: iPXE that is sent one of them loads it again and again. */
public final class IpxeBinary {
    /** Names of iPXE's own builds: ipxe.efi, ipxe-x86_64.efi, ipxe64.efi, snponly.efi, undionly.kpxe; its scripts end otherwise. */
    private static final Pattern BUILD = Pattern.compile(
            "((gpxe|ipxe|snponly|snp|undionly|undi)\\d*([-_.].*)?\\.(efi|pxe|lkrn|0|bin|usb|dsk)|.*\\.k?kpxe)"
                    + "|gpxe|ipxe|snponly|undionly");

    private IpxeBinary() {}

    /** @param file a name or a URL */
    public static boolean is(String file) {
        String path = file.replaceAll("[?#].*", "");
        String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        return BUILD.matcher(name).matches();
    }
}
