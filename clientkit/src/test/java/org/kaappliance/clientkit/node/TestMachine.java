package org.kaappliance.clientkit.node;

import java.util.List;
import java.util.Optional;

/** A machine with these disks. */
record TestMachine(List<NodeDisk> disks, Optional<String> hostName, boolean startedByUefi) implements Machine {
    TestMachine(List<NodeDisk> disks, Optional<String> hostName) {
        this(disks, hostName, false);
    }

    @Override
    public double uptimeSeconds() {
        return 7.1;
    }

    @Override
    public void reboot() {}
}
