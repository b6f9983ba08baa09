package org.kaappliance.appliance.rehearse;

import java.time.Duration;
import java.util.Optional;
import org.kaappliance.pxemenu.NodeState;

/**
 * One look at a machine.
 *
 * @param at since it was switched on
 * @param state at the appliance
 * @param detail what the appliance says of it
 * @param address what it has from the appliance; empty while it has none
 * @param resets how often it was started again since it was switched on
 * @param console what it wrote to its serial line so far
 * @param ended why it is off
 * @param job how the clone job ended, if it has: the exit code of {@code clone}
 */
record Look(
        Duration at,
        NodeState state,
        String detail,
        String address,
        int resets,
        DiskUse disk,
        ConsoleTail console,
        Optional<String> ended,
        Optional<Integer> job) {}
