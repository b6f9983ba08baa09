package org.kaappliance.appliance.migrate;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.kaappliance.dhcp.boot.Architecture;
import org.kaappliance.dhcp.boot.Firmware;

/** Kinds of firmware by the numbers and names of other programs. */
final class FirmwareKinds {
    /** Names of the PXE daemon for client system architectures (PXE 2.1, table of client architectures). */
    private static final Map<String, Integer> BY_CSA = Map.of(
            "X86PC", 0, "PC98", 1, "NEC98", 1, "IA64PC", 2, "DEC", 3, "ARCX86", 4, "ILC", 5, "IA32", 6, "BC", 7, "X64",
            9);

    private FirmwareKinds() {}

    /** As {@code dhcp.boot-programs} names it. */
    static String of(Architecture architecture) {
        return architecture.toString();
    }

    /** All architectures of its kind. */
    static List<Integer> alike(Architecture architecture) {
        return Firmware.of(architecture).map(Firmware::architectures).orElse(List.of(architecture.id()));
    }

    static Optional<String> ofCsa(String name) {
        return Optional.ofNullable(BY_CSA.get(name.toUpperCase(Locale.ROOT)))
                .map(Architecture::new)
                .map(FirmwareKinds::of);
    }
}
