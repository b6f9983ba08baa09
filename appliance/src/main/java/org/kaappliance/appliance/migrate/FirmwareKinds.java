package org.kaappliance.appliance.migrate;

import java.util.Map;
import java.util.Optional;

/** Our names of kinds of firmware, {@code dhcp.boot-programs}. */
final class FirmwareKinds {
    private static final Map<Integer, String> BY_ARCHITECTURE = Map.of(0, "bios", 7, "uefi-x64", 9, "uefi-x64");

    /** Names of the PXE daemon for client system architectures (PXE 2.1, table of client architectures). */
    private static final Map<String, Integer> BY_CSA = Map.of(
            "X86PC", 0, "PC98", 1, "NEC98", 1, "IA64PC", 2, "DEC", 3, "ARCX86", 4, "ILC", 5, "IA32", 6, "BC", 7, "X64",
            9);

    private FirmwareKinds() {}

    static String of(int architecture) {
        return BY_ARCHITECTURE.getOrDefault(architecture, "arch-" + architecture);
    }

    /** Whether its kind has another architecture, too. */
    static boolean isShared(int architecture) {
        return of(architecture).equals("uefi-x64");
    }

    static Optional<String> ofCsa(String name) {
        return Optional.ofNullable(BY_CSA.get(name.toUpperCase(java.util.Locale.ROOT)))
                .map(FirmwareKinds::of);
    }
}
