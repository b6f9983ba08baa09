package org.kaappliance.clientkit.node;

import java.util.List;

/** Command lines of the boot loader step. Pure. */
final class BootLoaderCommands {
    private BootLoaderCommands() {}

    /** GRUB 2 for BIOS out of stage 2, onto the disk whose {@code /boot} is mounted below {@code dir}. */
    static List<String> grub(String dir, NodeDisk disk) {
        return List.of(
                "grub-install", "--target=i386-pc", "--boot-directory=" + dir + "/boot", "--recheck", disk.path());
    }
}
