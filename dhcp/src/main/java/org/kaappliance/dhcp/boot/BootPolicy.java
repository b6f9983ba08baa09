package org.kaappliance.dhcp.boot;

import java.util.Map;
import org.kaappliance.config.DhcpSettings.UnknownMachines;

/** Who is served, and with which boot program. Called on the server's event loop for every packet: it must not block. */
@FunctionalInterface
public interface BootPolicy {

    BootDecision decide(BootRequest request);

    /** The policy of the settings: the table of boot programs, and what {@code dhcp.unknown-machines} says. */
    static BootPolicy of(Map<String, String> programs, UnknownMachines unknown) {
        return new SettingsBootPolicy(new ProgramTable(programs), unknown);
    }
}
