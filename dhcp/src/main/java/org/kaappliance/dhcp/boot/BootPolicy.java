package org.kaappliance.dhcp.boot;

import org.kaappliance.config.Settings.BootPrograms;
import org.kaappliance.config.Settings.UnknownMachines;

/** Who is served, and with which boot program. Called on the server's event loop for every packet: it must not block. */
@FunctionalInterface
public interface BootPolicy {

    BootDecision decide(BootRequest request);

    /** The policy of the settings: the table of boot programs, and what {@code dhcp.unknown-machines} says. */
    static BootPolicy of(BootPrograms programs, UnknownMachines unknown) {
        return new SettingsBootPolicy(programs, unknown);
    }
}
