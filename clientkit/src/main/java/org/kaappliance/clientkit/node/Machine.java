package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The machine that is cloned, as far as the node program asks for it. */
interface Machine {
    /** Its disks, also those that must not be written. */
    List<NodeDisk> disks() throws IOException;

    /** True when UEFI firmware started it, false for a BIOS or a UEFI that plays one. */
    boolean startedByUefi();

    /** The name that DHCP gave it, if init has set one. */
    Optional<String> hostName() throws IOException;

    /** Seconds since the kernel started. */
    double uptimeSeconds();

    /** Does not come back on a real machine. */
    void reboot() throws IOException, InterruptedException;
}
