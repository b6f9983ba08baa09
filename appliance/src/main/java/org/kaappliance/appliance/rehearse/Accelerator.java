package org.kaappliance.appliance.rehearse;

import java.util.List;

/** What carries out a machine's instructions. */
enum Accelerator {
    /** The processor itself. */
    KVM(List.of("-accel", "kvm", "-cpu", "host")),
    /**
     * QEMU: everywhere, and ten times slower or more. With all that it can emulate, because distributions ask for newer processors than its
     * usual one; without page tables of five levels, which only cost time.
     */
    TCG(List.of("-accel", "tcg", "-cpu", "max,la57=off"));

    private final List<String> arguments;

    Accelerator(List<String> arguments) {
        this.arguments = arguments;
    }

    /** For QEMU's command line. */
    List<String> arguments() {
        return arguments;
    }
}
