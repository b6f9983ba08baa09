package org.kaappliance.dhcp.boot;

import org.kaappliance.config.Settings.BootPrograms;
import org.kaappliance.config.Settings.UnknownMachines;

/** Decides by the settings alone. */
public record SettingsBootPolicy(BootPrograms programs, UnknownMachines unknown) implements BootPolicy {

    @Override
    public BootDecision decide(BootRequest request) {
        if (request.knownName().isEmpty() && unknown == UnknownMachines.SILENCE) {
            return BootDecision.silence("unknown machine (dhcp.unknown-machines = silence)");
        }
        if (request.architecture().isEmpty()) {
            return BootDecision.addressOnly("does not boot from the network");
        }
        if (request.knownName().isEmpty() && unknown == UnknownMachines.ADDRESS) {
            return BootDecision.addressOnly("unknown machine (dhcp.unknown-machines = address)");
        }
        return program(request.architecture().get());
    }

    private BootDecision program(Architecture architecture) {
        return architecture
                .platform()
                .map(platform -> switch (platform) {
                    case BIOS -> BootDecision.boot(programs.bios());
                    case UEFI_X64 -> BootDecision.boot(programs.uefiX64());
                })
                .orElseGet(() -> BootDecision.addressOnly("no boot program for " + architecture));
    }
}
