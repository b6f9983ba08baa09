package org.kaappliance.dhcp.boot;

import java.util.Map;
import org.kaappliance.config.DhcpSettings.UnknownMachines;
import org.kaappliance.config.MacAddress;

/** Who is served, and with which boot program. Called on the server's event loop for every packet: it must not block. */
@FunctionalInterface
public interface BootPolicy {

    BootDecision decide(BootRequest request);

    /** Whether somebody has vouched for the machine, besides those that have a reservation. */
    default boolean knows(MacAddress mac) {
        return false;
    }

    /** The policy of the settings: the table of boot programs, and what {@code dhcp.unknown-machines} says. */
    static BootPolicy of(Map<String, String> programs, UnknownMachines unknown) {
        return of(new ProgramTable(programs), unknown);
    }

    /** The same with a table that was looked through for what the host has. */
    static BootPolicy of(ProgramTable programs, UnknownMachines unknown) {
        return new SettingsBootPolicy(programs, unknown);
    }
}
