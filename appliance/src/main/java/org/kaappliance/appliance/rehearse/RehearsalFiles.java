package org.kaappliance.appliance.rehearse;

import java.nio.file.Path;

/**
 * Where a rehearsal has its files.
 *
 * @param directory disks, state, logs and pictures; nobody else's
 * @param runDirectory sockets, whose paths must be short (unix(7): 107 bytes)
 */
record RehearsalFiles(Path directory, Path runDirectory) {
    static final String KEPT = "kept";

    Path settings() {
        return directory.resolve("ka.conf");
    }

    Path state() {
        return directory.resolve("state");
    }

    Path applianceLog() {
        return directory.resolve("appliance.log");
    }

    /** There when the directory is to stay though its rehearsal is over. */
    Path kept() {
        return directory.resolve(KEPT);
    }

    Path report() {
        return directory.resolve("report.json");
    }

    Path controlSocket() {
        return runDirectory.resolve("control.sock");
    }

    Path monitor(MachineName machine) {
        return runDirectory.resolve(machine.text() + ".qmp");
    }

    Path disk(MachineName machine, VirtualDisk disk) {
        return directory.resolve(machine.text() + "-" + disk.fileName() + ".raw");
    }

    /** What the machine writes to its first serial line. */
    Path console(MachineName machine) {
        return directory.resolve(machine.text() + ".console");
    }

    /** What QEMU itself says. */
    Path qemuLog(MachineName machine) {
        return directory.resolve(machine.text() + ".qemu.log");
    }

    /** Without the ending. */
    Path screen(MachineName machine, String format) {
        return directory.resolve(machine.text() + "." + format);
    }

    /** The variables of its UEFI. */
    Path firmwareVariables(MachineName machine) {
        return directory.resolve(machine.text() + ".vars");
    }
}
