package org.kaappliance.appliance.rehearse;

import java.util.List;
import java.util.Objects;

/**
 * What every machine of a rehearsal is made of.
 *
 * @param memoryMib of each machine
 * @param disks one for each golden drive that is cloned, in the plan's order
 */
public record VirtualHardware(Firmware firmware, NetworkCard card, int memoryMib, List<VirtualDisk> disks) {
    public VirtualHardware {
        Objects.requireNonNull(firmware, "firmware");
        Objects.requireNonNull(card, "card");
        disks = List.copyOf(disks);
    }
}
