package org.kaappliance.dhcp.boot;

import org.kaappliance.config.DhcpSettings.UnknownMachines;

/** Decides by the settings alone. */
public record SettingsBootPolicy(ProgramTable programs, UnknownMachines unknown) implements BootPolicy {

    @Override
    public BootDecision decide(BootRequest request) {
        UnknownMachines ofMachine = request.knownName().isPresent() ? UnknownMachines.BOOT : unknown;
        return switch (request.classPolicy().orElse(ofMachine)) {
            case SILENCE -> BootDecision.silence(why(request, "silence"));
            case ADDRESS -> BootDecision.addressOnly(why(request, "address"));
            case BOOT ->
                request.client()
                        .map(client -> programs.decide(client, request.addresses()))
                        .orElseGet(() -> BootDecision.noProgram("does not boot from the network"));
        };
    }

    private static String why(BootRequest request, String policy) {
        return request.classPolicy().isPresent()
                ? "its class has policy = " + policy
                : "unknown machine (dhcp.unknown-machines = " + policy + ")";
    }
}
