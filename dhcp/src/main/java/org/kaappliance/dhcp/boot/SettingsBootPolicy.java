package org.kaappliance.dhcp.boot;

import java.util.Map;
import java.util.Optional;
import org.kaappliance.config.DhcpSettings.UnknownMachines;

/** Decides by the settings alone. */
public record SettingsBootPolicy(Map<String, String> programs, UnknownMachines unknown) implements BootPolicy {

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
                .flatMap(platform -> Optional.ofNullable(programs.get(platform.key())))
                .filter(program -> !program.equals("none"))
                .map(BootDecision::boot)
                .orElseGet(() -> BootDecision.addressOnly("no boot program for " + architecture));
    }
}
