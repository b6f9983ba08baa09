package org.kaappliance.dhcp.boot;

import java.util.Locale;
import java.util.Optional;

/**
 * A client's system architecture, DHCP option 93 (RFC 4578 section 2.1 and the IANA registry "Processor Architecture
 * Types").
 *
 * @param id 0 to 65535
 */
public record Architecture(int id) {
    private static final int BIOS = 0;
    private static final int UEFI_X64 = 7;
    /** "EBC" in the registry; ROMs send it for x64 because of the erratum of RFC 4578. */
    private static final int UEFI_EBC = 9;

    public Architecture {
        if (id < 0 || id > 0xffff) {
            throw new IllegalArgumentException("an architecture is 0 to 65535, got " + id);
        }
    }

    /** A kind of firmware that there is a boot program for. */
    public enum Platform {
        BIOS,
        UEFI_X64;

        /** As {@code dhcp.boot-programs} names it. */
        public String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Empty for an architecture that we have no boot program for. */
    public Optional<Platform> platform() {
        if (id == BIOS) {
            return Optional.of(Platform.BIOS);
        }
        if (id == UEFI_X64 || id == UEFI_EBC) {
            return Optional.of(Platform.UEFI_X64);
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return platform().map(Platform::name).orElse("architecture " + id);
    }
}
